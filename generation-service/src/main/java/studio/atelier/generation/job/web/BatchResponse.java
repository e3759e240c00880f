package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import studio.atelier.generation.job.BatchProgress;
import studio.atelier.generation.job.BatchProgress.BatchStatus;

/**
 * A batch of jobs as clients see it.
 *
 * @param status COMPLETED if every job is, PARTIAL if some are and the others have ended without a picture
 * @param price of all its jobs
 * @param progress 0 to 100, of all its jobs
 * @param items its jobs in the order of the request, without those that the user took off the list
 */
@Schema(name = "Batch")
record BatchResponse(
        UUID id,
        @Schema(allowableValues = "batch") String operation,
        BatchStatus status,
        long price,
        int progress,
        Instant createdAt,
        List<JobResponse> items)
        implements GenerationResponse {

    /** Copies the items. */
    BatchResponse {
        items = List.copyOf(items);
    }

    /** A batch of these jobs, at least one. */
    static BatchResponse of(UUID id, BatchProgress progress, List<JobResponse> jobs) {
        return new BatchResponse(
                id,
                "batch",
                progress.status(),
                jobs.stream().mapToLong(JobResponse::price).sum(),
                progress.percent(),
                jobs.getFirst().createdAt(),
                jobs);
    }
}
