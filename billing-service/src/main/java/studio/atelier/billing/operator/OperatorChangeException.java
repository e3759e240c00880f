package studio.atelier.billing.operator;

import studio.atelier.platform.web.ProblemException;

/** An operator's change of an account failed. */
abstract sealed class OperatorChangeException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private OperatorChangeException(OperatorProblemCode problem, Object... arguments) {
        super(problem, arguments);
    }

    /** The account has fewer units than requested. */
    static final class NotEnoughUnits extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        NotEnoughUnits(long available, long requested) {
            super(OperatorProblemCode.NOT_ENOUGH_UNITS, available, requested);
            addField("available", available);
        }
    }

    /** No user has logged in with this id: it is mistyped, or the user has been erased. */
    static final class UserUnknown extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        UserUnknown() {
            super(OperatorProblemCode.USER_UNKNOWN);
        }
    }

    /** The user requested erasure. */
    static final class BillingAccountClosed extends OperatorChangeException {

        private static final long serialVersionUID = 1L;

        BillingAccountClosed() {
            super(OperatorProblemCode.ACCOUNT_CLOSED);
        }
    }
}
