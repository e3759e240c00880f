package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's account as booked: units that ended since the account was last brought up to date are still included.
 *
 * @param status {@code open} or {@code closing}
 */
public record LedgerAccountDetails(
        UUID id, String status, Instant openedAt, long version, AccountSourceBalances balances) {

    /** Units set aside for a job that has not ended. */
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
     * @param amount of the user's account, positive in and negative out; 0 for a write-off
     * @param actorId the operator, if there is one
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
