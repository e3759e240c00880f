package studio.atelier.billing.ledger;

import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;

/**
 * A user's account after an operation.
 *
 * @param version grows with every change
 */
public record LedgerAccount(UserId userId, long version, Balance balance) {

    /** Actions that can be paid now, from any source. */
    public long spendableActions() {
        return Source.listPaying(PriceUnit.ACTIONS).stream()
                .mapToLong(balance::availableUnits)
                .sum();
    }
}
