package studio.atelier.auth.initdata;

import studio.atelier.platform.web.ProblemException;

/** InitData was rejected. Never carries the data itself. */
public abstract sealed class InitDataException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private InitDataException(InitDataProblemCode problem, String reason) {
        super(problem);
        this.reason = reason;
    }

    /** The reason for the log; contains none of the data. */
    public final String reason() {
        return reason;
    }

    /** The text is not initData, or lacks a required field. */
    public static final class InitDataMalformed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception with what is wrong with the form. */
        public InitDataMalformed(String reason) {
            super(InitDataProblemCode.INIT_DATA_MALFORMED, reason);
        }
    }

    /** Telegram did not sign it, or signed it for another bot. */
    public static final class InitDataSignatureInvalid extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataSignatureInvalid() {
            super(InitDataProblemCode.INIT_DATA_SIGNATURE_INVALID, "signature does not match");
        }
    }

    /** It is too old; the user has to open the Mini App again. */
    public static final class InitDataExpired extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataExpired() {
            super(InitDataProblemCode.INIT_DATA_EXPIRED, "auth_date is too old");
        }
    }

    /** Its time of signing is in the future. */
    public static final class InitDataFromFuture extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataFromFuture() {
            super(InitDataProblemCode.INIT_DATA_FROM_FUTURE, "auth_date is in the future");
        }
    }

    /** It has been used for the maximum number of logins. */
    public static final class InitDataReplayed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataReplayed() {
            super(InitDataProblemCode.INIT_DATA_REPLAYED, "used too often");
        }
    }
}
