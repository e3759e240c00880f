package studio.atelier.billing.operator;

import java.util.UUID;
import studio.atelier.billing.account.BalanceResponse;

/**
 * Units that were given or taken.
 *
 * @param id of the movement in the ledger
 * @param amount positive if given, negative if taken
 * @param balance the current balance
 */
record GrantResponse(String id, UUID userId, GrantableUnit unit, long amount, String reason, BalanceResponse balance) {}
