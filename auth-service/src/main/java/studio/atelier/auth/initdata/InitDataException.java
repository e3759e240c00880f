package studio.atelier.auth.initdata;

import studio.atelier.platform.web.ProblemException;

/** VerifiedInitData that lets nobody in. Never carries the data itself. */
public abstract sealed class InitDataException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private InitDataException(InitDataProblemCode problem, String reason) {
        super(problem);
        this.reason = reason;
    }

    /** What exactly is wrong, for the log; says nothing of the content. */
    public final String reason() {
        return reason;
    }

    /** It is not initData at all, or lacks what every initData has. */
    public static final class InitDataMalformed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Says what is wrong with the form. */
        public InitDataMalformed(String reason) {
            super(InitDataProblemCode.INIT_DATA_MALFORMED, reason);
        }
    }

    /** Telegram did not write it, or wrote it for another bot. */
    public static final class InitDataSignatureInvalid extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataSignatureInvalid() {
            super(InitDataProblemCode.INIT_DATA_SIGNATURE_INVALID, "signature does not match");
        }
    }

    /** It is too old; the Mini App has to be opened again. */
    public static final class InitDataExpired extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataExpired() {
            super(InitDataProblemCode.INIT_DATA_EXPIRED, "auth_date is too old");
        }
    }

    /** It claims to be written later than now. */
    public static final class InitDataFromFuture extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataFromFuture() {
            super(InitDataProblemCode.INIT_DATA_FROM_FUTURE, "auth_date is in the future");
        }
    }

    /** It has been used as often as one initData may be. */
    public static final class InitDataReplayed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public InitDataReplayed() {
            super(InitDataProblemCode.INIT_DATA_REPLAYED, "used too often");
        }
    }
}
