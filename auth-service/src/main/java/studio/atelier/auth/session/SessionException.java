package studio.atelier.auth.session;

import studio.atelier.platform.web.ProblemException;

/** A refresh token that is not accepted; the user has to log in again. */
public abstract sealed class SessionException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private SessionException(SessionProblemCode problem) {
        super(problem);
    }

    /** We never issued it, or it was deleted long after its end. */
    public static final class RefreshTokenInvalid extends SessionException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public RefreshTokenInvalid() {
            super(SessionProblemCode.REFRESH_TOKEN_INVALID);
        }
    }

    /** It was used before; the session has been ended for both clients. */
    public static final class RefreshTokenReused extends SessionException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public RefreshTokenReused() {
            super(SessionProblemCode.REFRESH_TOKEN_REUSED);
        }
    }

    /** Its session was logged out, revoked, or not used for too long. */
    public static final class SessionEnded extends SessionException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public SessionEnded() {
            super(SessionProblemCode.SESSION_ENDED);
        }
    }
}
