package studio.atelier.platform.health;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
 * How the process watches itself.
 *
 * @param enabled whether it does
 * @param endsProcess whether a fault that does not heal ends the process; false for debugging
 * @param interval between two looks
 * @param noticeAfter how long a fault lasts before the process is not ready
 * @param recoverAfter how long a fault has to stay away before the process is ready again
 * @param endAfter how long a fault that a restart mends lasts before the process ends
 * @param longestStall how long a thread that serves many may leave a task waiting
 * @param longestAcquire how long the pool may hand out no connection while the database answers
 * @param fullHeapPercent share of the old generation that is still in use after a collection and counts as full
 * @param mostCollectingPercent share of the time that the collector may take
 * @param fullDirectPercent share of direct memory in use from which on a reservation is tried
 * @param minFreeDisk below this a directory counts as full
 * @param directories where files are written; the JVM's temporary one by default
 * @param maxClockOffset how far the clock may be from the database's, or from Redis's in a service without one
 * @param endReasonFile where the reason of an end is written ahead; null for nowhere
 */
@Validated
@ConfigurationProperties("atelier.health")
record HealthProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean endsProcess,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("2s") Duration noticeAfter,
        @DefaultValue("3s") Duration recoverAfter,
        @DefaultValue("10s") Duration endAfter,
        @DefaultValue("3s") @DurationMin(millis = 100) Duration longestStall,
        @DefaultValue("4s") @DurationMin(millis = 100) Duration longestAcquire,
        @DefaultValue("95") @Min(50) @Max(100) int fullHeapPercent,
        @DefaultValue("80") @Min(20) @Max(100) int mostCollectingPercent,
        @DefaultValue("85") @Min(0) @Max(100) int fullDirectPercent,
        @DefaultValue("64MB") DataSize minFreeDisk,
        @DefaultValue List<Path> directories,
        @DefaultValue("10s") Duration maxClockOffset,
        @Nullable Path endReasonFile) {

    HealthProperties {
        directories = directories.isEmpty()
                ? List.of(Path.of(System.getProperty("java.io.tmpdir")))
                : List.copyOf(directories);
    }
}
