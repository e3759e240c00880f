package studio.atelier.billing.ledger;

import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;

/**
 * A user's account after an operation.
 *
 * @param version grows with every change
 */
public record LedgerAccount(UserId userId, long version, Balance balance) {

    /** Actions that can be paid now, from any source. */
    public long spendableActions() {
        long planned = balance.plan() == null ? 0 : balance.plan().actionsLeft();
        return planned + balance.credits() + balance.free().actionsLeft();
    }
}
