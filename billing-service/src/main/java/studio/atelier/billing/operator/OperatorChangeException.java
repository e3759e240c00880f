package studio.atelier.billing.operator;

import studio.atelier.platform.web.ProblemException;

/** An operator's change of an account could not be done. */
abstract sealed class OperatorChangeException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private OperatorChangeException(OperatorProblemCode problem, Object... arguments) {
        super(problem, arguments);
    }

    /** Fewer units are there than were to be taken. */
    static final class NotEnoughUnits extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        NotEnoughUnits(long available, long asked) {
            super(OperatorProblemCode.NOT_ENOUGH_UNITS, available, asked);
            addField("available", available);
        }
    }

    /** Nobody has logged in under this id: it is mistyped, or the person was forgotten. */
    static final class UserUnknown extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        UserUnknown() {
            super(OperatorProblemCode.USER_UNKNOWN);
        }
    }

    /** The person asked to be forgotten. */
    static final class BillingAccountClosed extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        BillingAccountClosed() {
            super(OperatorProblemCode.ACCOUNT_CLOSED);
        }
    }
}
