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
 * Settings for holds.
 *
 * @param expiryInterval time between two searches for expired holds
 * @param expiryBatch maximum number of holds ended in one transaction
 * @param keepUnplaced how long the outcome of a declined hold, and the mark of one released before it was placed, is
 *     kept
 * @param lowBalanceActions a charge that leaves fewer available actions than this causes a notice; 0 for never
 */
@Validated
@ConfigurationProperties("atelier.billing.holds")
record BillingHoldProperties(
        @NotNull @DefaultValue("1m") Duration expiryInterval,
        @Positive @Max(1000) @DefaultValue("200") int expiryBatch,
        @NotNull @DefaultValue("30d") Duration keepUnplaced,
        @PositiveOrZero @DefaultValue("3") long lowBalanceActions) {}
