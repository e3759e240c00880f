package studio.atelier.platform.health.probe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the health checks.
 *
 * @param enabled whether the process is checked
 * @param endsProcess whether a fault that does not heal ends the process; false for debugging
 * @param interval between two checks
 * @param noticeAfter how long a fault lasts before the process is not ready
 * @param recoverAfter how long a fault must be absent before the process is ready again
 * @param endAfter how long a fault that a restart fixes lasts before the process ends; at least a minute if threads for
 *     blocking calls are missing
 * @param longestStall how long a thread that serves many connections may leave a task waiting
 * @param longestAcquire how long the pool may hand out no connection while the database answers
 * @param minFreeDisk below this a directory counts as full
 * @param directories where files are written; none by default
 * @param maxClockOffset how far the clock may differ from two others that agree: the database's, Redis's, the time
 *     since the start
 * @param endReasonFile file to which the reason is written before the process ends; null for none
 */
@Validated
@ConfigurationProperties("atelier.health")
public record HealthProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean endsProcess,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("2s") @DurationMin(millis = 100) Duration noticeAfter,
        @DefaultValue("3s") @DurationMin(millis = 100) Duration recoverAfter,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration endAfter,
        @DefaultValue("3s") @DurationMin(millis = 100) Duration longestStall,
        @DefaultValue("4s") @DurationMin(millis = 100) Duration longestAcquire,
        @DefaultValue("64MB") DataSize minFreeDisk,
        @DefaultValue List<Path> directories,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration maxClockOffset,
        @Nullable Path endReasonFile) {

    public HealthProperties {
        if (endAfter.compareTo(noticeAfter) < 0) {
            throw new IllegalArgumentException("atelier.health.end-after (%s) must not be below notice-after (%s)"
                    .formatted(endAfter, noticeAfter));
        }
        directories = List.copyOf(directories);
    }
}
