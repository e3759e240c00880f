package studio.atelier.billing.hold;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How holds are looked after.
 *
 * @param expiryInterval how long after a look for expired holds the next one comes
 * @param expiryBatch the most holds ended in one transaction
 * @param keepUnplaced how long the answer to a declined hold, and the mark of one released before its place, is kept
 * @param lowBalanceActions a charge that leaves fewer spendable actions than this is followed by a notice; 0 for never
 */
@Validated
@ConfigurationProperties("atelier.billing.holds")
record BillingHoldProperties(
        @NotNull @DefaultValue("1m") Duration expiryInterval,
        @Positive @Max(1000) @DefaultValue("200") int expiryBatch,
        @NotNull @DefaultValue("30d") Duration keepUnplaced,
        @PositiveOrZero @DefaultValue("3") long lowBalanceActions) {}
