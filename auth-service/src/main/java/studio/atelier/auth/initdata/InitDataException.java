package studio.atelier.auth.initdata;

import studio.atelier.platform.web.ProblemException;

/** InitData that lets nobody in. Never carries the data itself. */
public abstract sealed class InitDataException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private InitDataException(InitDataProblem problem, String reason) {
        super(problem);
        this.reason = reason;
    }

    /** What exactly is wrong, for the log; says nothing of the content. */
    public final String reason() {
        return reason;
    }

    /** It is not initData at all, or lacks what every initData has. */
    public static final class Malformed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Says what is wrong with the form. */
        public Malformed(String reason) {
            super(InitDataProblem.INIT_DATA_MALFORMED, reason);
        }
    }

    /** Telegram did not write it, or wrote it for another bot. */
    public static final class SignatureInvalid extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public SignatureInvalid() {
            super(InitDataProblem.INIT_DATA_SIGNATURE_INVALID, "signature does not match");
        }
    }

    /** It is too old; the Mini App has to be opened again. */
    public static final class Expired extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Expired() {
            super(InitDataProblem.INIT_DATA_EXPIRED, "auth_date is too old");
        }
    }

    /** It claims to be written later than now. */
    public static final class FromFuture extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public FromFuture() {
            super(InitDataProblem.INIT_DATA_FROM_FUTURE, "auth_date is in the future");
        }
    }

    /** It has been used as often as one initData may be. */
    public static final class Replayed extends InitDataException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Replayed() {
            super(InitDataProblem.INIT_DATA_REPLAYED, "used too often");
        }
    }
}
