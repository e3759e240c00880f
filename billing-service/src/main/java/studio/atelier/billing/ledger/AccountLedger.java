package studio.atelier.billing.ledger;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/**
 * Every operation of the ledger. Each is one statement that locks the user's account first, brings it up to date (ended
 * lots leave, the free quota of the month comes) and takes part in the caller's transaction, in which the caller also
 * tells others of it. All may be repeated: a repeat changes nothing and says so.
 */
public interface AccountLedger {

    /**
     * Sets units aside: all of the request's holds or none, all from one source.
     *
     * @return one answer for each hold in the request's order: where it stands, or {@code DECLINED} with a
     *     {@link studio.atelier.contracts.billing.DeclineReason}
     */
    Mono<List<LedgerHoldOutcome>> placeHolds(HoldPlacement request);

    /**
     * Charges a hold; what is not charged goes back. A hold that expired before is charged anew from the same source,
     * or written off: never refused for want of units.
     *
     * @param amount units, positive
     * @return {@code CAPTURED}, or {@code REFUSED} with a {@link studio.atelier.contracts.billing.RefusalReason}
     */
    Mono<LedgerHoldOutcome> captureHold(UserId user, UUID holdId, long amount);

    /**
     * Gives the units of a hold back. A hold that is not known is barred: a later place of it is declined.
     *
     * @param reason stable code
     * @return {@code RELEASED}, or {@code REFUSED} with a {@link studio.atelier.contracts.billing.RefusalReason}
     */
    Mono<LedgerHoldOutcome> releaseHold(UserId user, UUID holdId, String reason);

    /**
     * Ends open holds whose time is over. Holds of accounts that are busy wait for the next call.
     *
     * @param limit the most to end
     * @return {@code RELEASED} and expired, for each
     */
    Mono<List<LedgerHoldOutcome>> expireHolds(int limit);

    /** Gives or takes units, once for ever under the grant's key. */
    Mono<LedgerAccountOutcome> grantUnits(AccountUnitGrant grant);

    /** The account as it stands now; opens it if there is none. */
    Mono<LedgerAccountOutcome> readAccount(UserId user);

    /**
     * Keeps others from changing or closing the account of a user until the transaction ends.
     *
     * @return its id; empty if there is none
     */
    Mono<UUID> lockAccount(UserId user);

    /** Closes the account, at once or when its last hold ends. Until then no hold is placed. */
    Mono<LedgerAccountOutcome> closeAccount(UserId user);

    /**
     * Marks open accounts that were used in the month before as told of this month's free quota. One that has been used
     * this month already is left alone.
     *
     * @return whose accounts they are, each once for a month
     */
    Flux<UserId> markFreeQuotaAnnounced(YearMonth month, int limit);

    /**
     * Forgets holds that never were: declined ones, and marks of a release before its place.
     *
     * @param endedBefore those that ended before then
     * @return how many were forgotten
     */
    Mono<Long> deleteUnplacedHolds(Instant endedBefore, int limit);
}
