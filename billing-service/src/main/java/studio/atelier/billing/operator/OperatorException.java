package studio.atelier.billing.operator;

import studio.atelier.platform.web.ProblemException;

/** An operator's change of an account could not be done. */
abstract sealed class OperatorException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private OperatorException(OperatorProblem problem, Object... arguments) {
        super(problem, arguments);
    }

    /** Fewer units are there than were to be taken. */
    static final class NotEnoughUnits extends OperatorException {

        private static final long serialVersionUID = 1L;

        NotEnoughUnits(long available, long asked) {
            super(OperatorProblem.NOT_ENOUGH_UNITS, available, asked);
            field("available", available);
        }
    }

    /** Nobody has logged in under this id: it is mistyped, or the person was forgotten. */
    static final class UserUnknown extends OperatorException {

        private static final long serialVersionUID = 1L;

        UserUnknown() {
            super(OperatorProblem.USER_UNKNOWN);
        }
    }

    /** The person asked to be forgotten. */
    static final class AccountClosed extends OperatorException {

        private static final long serialVersionUID = 1L;

        AccountClosed() {
            super(OperatorProblem.ACCOUNT_CLOSED);
        }
    }
}
