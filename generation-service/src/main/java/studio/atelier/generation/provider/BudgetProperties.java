package studio.atelier.generation.provider;

import jakarta.validation.constraints.Positive;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Daily spending caps. When a provider's cap is reached, its queue is paused until the next day (UTC) or until an
 * operator resumes it; when the free quota's cap is reached, free jobs fail at once. An alert reports either.
 *
 * @param defaultDailyMicroUsd cap of a provider that has none of its own, in millionths of a US dollar
 * @param dailyMicroUsd caps by provider; {@code free-quota} is the cap of all that free actions pay for
 */
@Validated
@ConfigurationProperties("atelier.generation.budget")
public record BudgetProperties(
        @Positive @DefaultValue("100000000") long defaultDailyMicroUsd,
        @DefaultValue Map<String, @Positive Long> dailyMicroUsd) {

    /** Copies the caps. */
    public BudgetProperties {
        dailyMicroUsd = Map.copyOf(dailyMicroUsd);
    }

    long capOf(String budget) {
        return dailyMicroUsd.getOrDefault(budget, defaultDailyMicroUsd);
    }
}
