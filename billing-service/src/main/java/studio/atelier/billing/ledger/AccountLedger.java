package studio.atelier.billing.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/**
 * All operations of the ledger. Each is one statement that locks each user's account first, brings it up to date (ended
 * lots are removed, the month's free quota is granted) and joins the caller's transaction, in which the caller also
 * publishes the change. All may be repeated: a repeat changes nothing and is reported as one.
 */
public interface AccountLedger {

    /**
     * Executes commands in one statement: all of them, or none if one fails. Those of one user are executed in their
     * order.
     *
     * @return for each command, in their order, one outcome for each of its holds: the hold's current state,
     *     {@code DECLINED} with a {@link studio.atelier.contracts.billing.DeclineReason}, or {@code REFUSED} with a
     *     {@link studio.atelier.contracts.billing.RefusalReason}
     */
    Mono<List<List<LedgerHoldOutcome>>> executeCommands(List<HoldCommand> commands);

    /**
     * Ends open holds that have expired. Holds of locked accounts wait for the next call.
     *
     * @param limit maximum number of holds to end
     * @return {@code RELEASED} and expired, for each
     */
    Mono<List<LedgerHoldOutcome>> expireHolds(int limit);

    /** Grants or takes units, once for ever under the grant's key. */
    Mono<LedgerAccountOutcome> grantUnits(AccountUnitGrant grant);

    /** Reads the current account; opens it if there is none. */
    Mono<LedgerAccountOutcome> readAccount(UserId user);

    /**
     * Locks the account of a user against changes and closing until the transaction ends.
     *
     * @return its id; empty if there is none
     */
    Mono<UUID> lockAccount(UserId user);

    /** Closes the account, at once or when its last hold ends. Until then no hold is placed. */
    Mono<LedgerAccountOutcome> closeAccount(UserId user);

    /**
     * Marks open accounts that were used in the previous month as notified of this month's free quota. Skips accounts
     * that have already been used this month.
     *
     * @return the users of these accounts, each once per month
     */
    Flux<UserId> markFreeQuotaAnnounced(YearMonth month, int limit);

    /**
     * Deletes holds that were never placed: declined ones, and marks of a release before the place command.
     *
     * @param endedBefore only holds that ended before this time
     * @return the number deleted
     */
    Mono<Long> deleteUnplacedHolds(Instant endedBefore, int limit);
}
