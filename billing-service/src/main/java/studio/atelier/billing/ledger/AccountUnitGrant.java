package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Source;

/**
 * Units that come to an account, or leave it, for another reason than work.
 *
 * @param key done once for ever under it
 * @param amount positive to give, negative to take units that nobody has set aside
 * @param product code in the price list, if it was bought; a plan's units bring the plan
 * @param reason in the words of whoever did it; kept for the audit
 * @param actorId the operator, if it was one
 * @param expiresAt when the units end; null for never
 */
public record AccountUnitGrant(
        UserId userId,
        String key,
        UnitGrantKind kind,
        Source source,
        long amount,
        @Nullable String product,
        @Nullable String reason,
        @Nullable UUID actorId,
        @Nullable Instant expiresAt) {

    /** Where the units come from or go to. */
    public enum UnitGrantKind {
        OPERATOR,
        SALES,
        PROMO
    }
}
