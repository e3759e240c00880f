package studio.atelier.auth.user;

import studio.atelier.platform.web.ProblemException;

/** What was asked for cannot be done for this person. */
public abstract sealed class UserProblemException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private UserProblemException(UserProblemCode problem) {
        super(problem);
    }

    /** An operator keeps the person out. */
    public static final class UserBlocked extends UserProblemException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public UserBlocked() {
            super(UserProblemCode.USER_BLOCKED);
        }
    }

    /** Operators are not blocked: take the person off the list of operators first. */
    public static final class UserIsAdmin extends UserProblemException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public UserIsAdmin() {
            super(UserProblemCode.USER_IS_ADMIN);
        }
    }
}
