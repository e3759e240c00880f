package studio.atelier.generation.provider;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The circuit breaker of each provider.
 *
 * @param window how many of the newest calls count
 * @param minimumCalls calls before anything is decided
 * @param failureRatePercent share of failures from which the breaker opens
 * @param openFor how long the provider is then not called
 * @param trialCalls calls that then decide whether it closes again
 */
@Validated
@ConfigurationProperties("atelier.generation.breaker")
public record BreakerProperties(
        @Positive @DefaultValue("20") int window,
        @Positive @DefaultValue("10") int minimumCalls,
        @Min(1) @Max(100) @DefaultValue("50") int failureRatePercent,
        @NotNull @DefaultValue("15s") Duration openFor,
        @Positive @DefaultValue("3") int trialCalls) {}
