package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;

/**
 * The ledger's outcome for one hold.
 *
 * @param reason wire name of the reason for which it was declined or refused
 * @param source the source that pays; null if no units were set aside
 * @param amount units held, or charged if it was captured
 * @param required units the request needed, of the whole group if there is one
 * @param available the most that any one permitted source could have paid
 * @param expired whether it was released because it expired
 * @param late whether it was captured after it had expired
 * @param repeated whether the same outcome was returned before, and nothing has changed now
 * @param writtenOff units of a late capture that were not paid
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

    /** State of the hold, or that the command was refused. */
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
