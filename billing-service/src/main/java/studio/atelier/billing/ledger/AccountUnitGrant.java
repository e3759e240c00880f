package studio.atelier.billing.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;

/**
 * Units added to or taken from an account for a reason other than a job.
 *
 * @param key idempotency key: the grant is executed once for ever under it
 * @param amount positive to give, negative to take units that are not held
 * @param product code in the price list, if it was bought; a plan's units bring the plan
 * @param reason in the words of the operator; kept for the audit
 * @param actorId the operator, if there is one
 * @param expiresAt when the units expire; null for never
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

    /** Where the units come from, or where they are taken to. */
    public enum UnitGrantKind {
        OPERATOR,
        SALES,
        PROMO
    }
}
