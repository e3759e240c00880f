package studio.atelier.contracts.balance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a user can spend now. Held units are listed separately and not included.
 *
 * @param plan the active subscription, or null
 * @param free the free quota of this calendar month
 * @param held units in open holds; actions are those of the plan and of the free quota together
 */
public record Balance(
        long credits,
        long energy,
        long diamonds,
        @Nullable SubscriptionBalance plan,
        FreeQuotaBalance free,
        HeldUnitsBalance held) {

    /** The active subscription and what it has left in this period. */
    public record SubscriptionBalance(String code, long actionsLeft, Instant renewsAt) {}

    /** What the free quota has left this month. */
    public record FreeQuotaBalance(long actionsLeft, Instant renewsAt) {}

    /** Units in open holds. */
    public record HeldUnitsBalance(long credits, long energy, long diamonds, long actions) {}
}
