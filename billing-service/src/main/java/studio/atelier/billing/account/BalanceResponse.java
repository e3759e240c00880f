package studio.atelier.billing.account;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.Source;

/**
 * The available units; held units are listed separately.
 *
 * @param units of each grantable source, a member each
 * @param plan the running subscription, if there is one
 * @param zone time zone of the renewal dates
 */
@Schema(name = "Balance")
public record BalanceResponse(
        @JsonAnyGetter Map<Source, Long> units,
        @Nullable PlanBalanceResponse plan,
        FreeBalanceResponse free,
        HeldBalanceResponse held,

        @Schema(example = "Europe/Moscow") String zone) {

    /** Converts a balance for the public API. */
    public static BalanceResponse of(Balance balance, ZoneId zone) {
        return new BalanceResponse(
                balance.units(),
                PlanBalanceResponse.of(balance.plan()),
                new FreeBalanceResponse(
                        balance.free().actionsLeft(), balance.free().renewsAt()),
                new HeldBalanceResponse(balance.held().units(), balance.held().actions()),
                zone.getId());
    }

    /** The running subscription. */
    @Schema(
            name = "PlanBalance",
            requiredProperties = {"code", "actionsLeft", "renewsAt"})
    public record PlanBalanceResponse(String code, long actionsLeft, Instant renewsAt) {

        static @Nullable PlanBalanceResponse of(Balance.@Nullable SubscriptionBalance plan) {
            return plan == null ? null : new PlanBalanceResponse(plan.code(), plan.actionsLeft(), plan.renewsAt());
        }
    }

    /** The free quota of this month. */
    @Schema(
            name = "FreeBalance",
            requiredProperties = {"actionsLeft", "renewsAt"})
    public record FreeBalanceResponse(long actionsLeft, Instant renewsAt) {}

    /** Units in open holds. */
    @Schema(name = "HeldBalance")
    public record HeldBalanceResponse(@JsonAnyGetter Map<Source, Long> units, long actions) {}
}
