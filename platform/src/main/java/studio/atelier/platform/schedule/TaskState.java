package studio.atelier.platform.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a scheduled task.
 *
 * @param running whether an instance is running it
 * @param lastDuration of the last run that ended
 * @param lastSucceeded null before the first run ended
 * @param lastOutcome what the last run reported, or the type of the error it failed with
 */
public record TaskState(
        String name,
        String description,
        boolean running,
        Instant nextRunAt,
        @Nullable Instant lastStartedAt,
        @Nullable Duration lastDuration,
        @Nullable Boolean lastSucceeded,
        @Nullable String lastOutcome) {}
