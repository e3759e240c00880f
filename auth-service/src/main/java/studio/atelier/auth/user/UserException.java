package studio.atelier.auth.user;

import studio.atelier.platform.web.ProblemException;

/** What was asked for cannot be done for this person. */
public abstract sealed class UserException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private UserException(UserProblem problem) {
        super(problem);
    }

    /** An operator keeps the person out. */
    public static final class Blocked extends UserException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Blocked() {
            super(UserProblem.USER_BLOCKED);
        }
    }

    /** Operators are not blocked: take the person off the list of operators first. */
    public static final class Admin extends UserException {

        private static final long serialVersionUID = 1L;

        /** Creates the exception. */
        public Admin() {
            super(UserProblem.USER_IS_ADMIN);
        }
    }
}
