package studio.atelier.platform.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduled task stands.
 *
 * @param running whether an instance works on it now
 * @param lastDuration of the last run that ended
 * @param lastSucceeded null before the first run ended
 * @param lastOutcome what the last run said it did, or the kind of error it failed with
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
