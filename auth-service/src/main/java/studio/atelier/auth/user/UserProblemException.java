package studio.atelier.auth.user;

import studio.atelier.platform.web.ProblemException;

/** The request cannot be fulfilled for this user. */
public abstract sealed class UserProblemException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private UserProblemException(UserProblemCode problem) {
        super(problem);
    }

    /** An operator blocked the user. */
    public static final class UserBlocked extends UserProblemException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public UserBlocked() {
            super(UserProblemCode.USER_BLOCKED);
        }
    }

    /** Operators cannot be blocked: remove the user from the list of operators first. */
    public static final class UserIsAdmin extends UserProblemException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public UserIsAdmin() {
            super(UserProblemCode.USER_IS_ADMIN);
        }
    }
}
