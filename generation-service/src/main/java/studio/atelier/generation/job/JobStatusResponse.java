package studio.atelier.generation.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;

/**
 * The status of a job, in short.
 *
 * @param progress 0 to 100; while it runs, as its provider says, or else estimated
 * @param queuePosition as of the time it was queued
 * @param expectedMillis how long it is expected to run; null if its provider says how far it is
 */
@Schema(name = "JobStatus")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobStatusResponse(
        UUID id,

        JobStatus status,

        long version,
        int progress,
        @Nullable Integer queuePosition,
        @Nullable Instant startedAt,
        @Schema(hidden = true) @Nullable Long expectedMillis,
        @Nullable String errorCode) {

    public static JobStatusResponse from(Job job, @Nullable Integer queuePosition, Instant now) {
        Duration expected = job.work().reportedPercent() == null ? job.work().expected() : null;
        return new JobStatusResponse(
                job.id(),
                job.status(),
                job.version(),
                ProgressEstimate.estimatePercent(job, now),
                queuePosition,
                job.times().startedAt(),
                expected == null ? null : expected.toMillis(),
                job.errorCode());
    }

    /** The same status with the progress at a later time. */
    JobStatusResponse withProgressAt(Instant now) {
        return status == JobStatus.PROCESSING && startedAt != null && expectedMillis != null
                ? new JobStatusResponse(
                        id,
                        status,
                        version,
                        ProgressEstimate.computePercent(startedAt, expectedMillis, now),
                        queuePosition,
                        startedAt,
                        expectedMillis,
                        errorCode)
                : this;
    }
}
