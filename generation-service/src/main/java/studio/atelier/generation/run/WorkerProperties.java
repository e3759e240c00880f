package studio.atelier.generation.run;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the worker.
 *
 * @param enabled whether this process runs jobs; if not, it still serves requests
 * @param look how often it looks for work that no signal announced; varied by a quarter
 * @param maxAttempts calls to providers that may be paid for, in all, for one job
 * @param retryBackoff wait before a second call; doubled for the third, varied by half
 * @param firstPoll wait before the first look at a provider's task
 * @param maxPoll the waits between looks grow up to this
 * @param accountPause how long a queue is paused when the provider refuses our account
 * @param shutdownLimit how long running steps may take to reach a safe place at shutdown
 */
@Validated
@ConfigurationProperties("atelier.generation.work")
public record WorkerProperties(
        @DefaultValue("true") boolean enabled,
        @NotNull @DefaultValue("1s") Duration look,
        @Positive @DefaultValue("3") int maxAttempts,
        @NotNull @DefaultValue("1s") Duration retryBackoff,
        @NotNull @DefaultValue("2500ms") Duration firstPoll,
        @NotNull @DefaultValue("15s") Duration maxPoll,
        @NotNull @DefaultValue("5m") Duration accountPause,
        @NotNull @DefaultValue("8s") Duration shutdownLimit) {}
