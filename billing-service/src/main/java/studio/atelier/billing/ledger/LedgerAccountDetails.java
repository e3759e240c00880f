package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's account as booked: what has not been touched since a month's end still counts.
 *
 * @param status {@code open} or {@code closing}
 */
public record LedgerAccountDetails(
        UUID id, String status, Instant openedAt, long version, AccountSourceBalances balances) {

    /** Units set aside for work under way. */
    public record OpenHold(
            UUID id,
            @Nullable UUID groupId,
            String purpose,
            String source,
            long amount,
            Instant createdAt,
            Instant expiresAt) {}

    /**
     * One movement.
     *
     * @param amount of the person's account, positive in and negative out; 0 for a write-off
     * @param actorId the operator, if it was one
     */
    public record Movement(
            String id,
            String key,
            String kind,
            String source,
            long amount,
            @Nullable UUID holdId,
            @Nullable String product,
            @Nullable String reason,
            @Nullable UUID actorId,
            Instant at) {}
}
