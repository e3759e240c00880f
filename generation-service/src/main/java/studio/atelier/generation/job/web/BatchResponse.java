package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import studio.atelier.contracts.job.JobStatus;

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
    static BatchResponse of(UUID id, List<JobResponse> jobs) {
        return new BatchResponse(
                id,
                "batch",
                BatchStatus.of(jobs.stream().map(JobResponse::status).collect(Collectors.toSet())),
                jobs.stream().mapToLong(JobResponse::price).sum(),
                (int) jobs.stream()
                        .mapToInt(BatchResponse::progressOf)
                        .average()
                        .orElse(0),
                jobs.getFirst().createdAt(),
                jobs);
    }

    /** What has ended does not progress any more. */
    private static int progressOf(JobResponse job) {
        return job.status().isTerminal() ? 100 : job.progress();
    }

    /** The status of a batch. */
    @Schema(name = "BatchStatus", enumAsRef = true)
    enum BatchStatus {
        PENDING,
        PROCESSING,
        COMPLETED,
        PARTIAL,
        FAILED,
        CANCELLED;

        static BatchStatus of(Set<JobStatus> jobs) {
            if (jobs.equals(Set.of(JobStatus.PENDING))) {
                return PENDING;
            }
            if (!jobs.stream().allMatch(JobStatus::isTerminal)) {
                return PROCESSING;
            }
            if (jobs.contains(JobStatus.COMPLETED)) {
                return jobs.size() == 1 ? COMPLETED : PARTIAL;
            }
            return jobs.contains(JobStatus.FAILED) ? FAILED : CANCELLED;
        }
    }
}
