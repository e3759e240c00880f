package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Source;

/**
 * What the ledger says about one hold.
 *
 * @param reason wire name of why it was declined or refused
 * @param source what pays; null if nothing was set aside
 * @param amount units held, or charged if it was captured
 * @param required units the request needed, the whole group if it was one
 * @param available the most that any one permitted source could have paid
 * @param expired whether it ended by itself
 * @param late whether it was captured after it had expired
 * @param repeated whether the same was answered before, and nothing changed now
 * @param writtenOff units of a late capture that nobody paid
 * @param changed the account with its new version; null if it did not change
 */
public record LedgerHoldOutcome(
        UUID holdId,
        UserId userId,
        @Nullable UUID groupId,
        HoldOutcomeKind outcome,
        @Nullable String reason,
        @Nullable Source source,
        long amount,
        long required,
        long available,
        @Nullable Instant expiresAt,
        boolean expired,
        boolean late,
        boolean repeated,
        long writtenOff,
        @Nullable LedgerAccount changed) {

    /** Where the hold stands, or that the command could not be done. */
    public enum HoldOutcomeKind {
        PLACED,
        DECLINED,
        CAPTURED,
        RELEASED,
        REFUSED;

        static HoldOutcomeKind ofSqlName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
