package studio.atelier.billing.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/**
 * All operations of the ledger. Each is one statement that locks the user's account first, brings it up to date (ended
 * lots are removed, the month's free quota is granted) and joins the caller's transaction, in which the caller also
 * publishes the change. All may be repeated: a repeat changes nothing and is reported as one.
 */
public interface AccountLedger {

    /**
     * Places all of the request's holds or none, all from one source.
     *
     * @return one outcome for each hold in the request's order: its current state, or {@code DECLINED} with a
     *     {@link studio.atelier.contracts.billing.DeclineReason}
     */
    Mono<List<LedgerHoldOutcome>> placeHolds(HoldPlacement request);

    /**
     * Captures a hold; units that are not charged are returned. A hold that has already expired is charged anew from
     * the same source, or written off: never refused for lack of units.
     *
     * @param amount units, positive
     * @return {@code CAPTURED}, or {@code REFUSED} with a {@link studio.atelier.contracts.billing.RefusalReason}
     */
    Mono<LedgerHoldOutcome> captureHold(UserId user, UUID holdId, long amount);

    /**
     * Releases a hold. An unknown hold is barred: a later command to place it is declined.
     *
     * @param reason stable code
     * @return {@code RELEASED}, or {@code REFUSED} with a {@link studio.atelier.contracts.billing.RefusalReason}
     */
    Mono<LedgerHoldOutcome> releaseHold(UserId user, UUID holdId, String reason);

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
