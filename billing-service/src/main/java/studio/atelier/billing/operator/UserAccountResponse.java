package studio.atelier.billing.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.billing.ledger.SourceBalances.SourceBalance;

/**
 * A person's account as an operator sees it.
 *
 * @param status {@code open} or {@code closing}
 * @param pots what each source has, as booked: what nobody has touched since a month's end still counts
 * @param holds that are open, the oldest first, at most 100
 * @param ledger a page of movements, the latest first
 */
@Schema(name = "UserAccount")
record UserAccountResponse(
        UUID userId,
        String status,
        Instant openedAt,
        long version,
        List<Pot> pots,
        List<OpenHold> holds,
        LedgerPage ledger) {

    /**
     * Units of one source.
     *
     * @param units all there are, the held ones included
     */
    record Pot(String source, long units, long held) {

        static Pot of(SourceBalance balance) {
            return new Pot(balance.source().wireName(), balance.units(), balance.held());
        }
    }

    /** Units set aside for work under way. */
    record OpenHold(
            UUID id,
            @Nullable UUID groupId,
            String purpose,
            String source,
            long amount,
            Instant createdAt,
            Instant expiresAt) {}

    /** Movements, the latest first. */
    record LedgerPage(List<Movement> items, @Nullable String nextCursor) {}

    /**
     * One movement.
     *
     * @param amount of the person's account, positive in and negative out; 0 for a write-off
     * @param actorId the operator, if it was one
     */
    record Movement(
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
