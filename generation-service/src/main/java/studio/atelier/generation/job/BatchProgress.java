package studio.atelier.generation.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import studio.atelier.contracts.job.JobStatus;

/**
 * How far the jobs of a batch are.
 *
 * @param status COMPLETED if every job is, PARTIAL if some are and the others have ended without a picture
 * @param percent 0 to 100, the mean of its jobs; a job that has ended counts as 100
 * @param jobs how many there are; those that are in none of the other counts have not ended
 */
public record BatchProgress(BatchStatus status, int percent, long completed, long failed, long cancelled, int jobs) {

    /** The progress of these jobs, at least one. */
    public static BatchProgress of(List<Job> jobs, Instant now) {
        return new BatchProgress(
                BatchStatus.of(jobs.stream().map(Job::status).collect(Collectors.toSet())),
                (int) jobs.stream()
                        .mapToInt(job -> job.status().isTerminal() ? 100 : ProgressEstimate.estimatePercent(job, now))
                        .average()
                        .orElse(0),
                count(jobs, JobStatus.COMPLETED),
                count(jobs, JobStatus.FAILED),
                count(jobs, JobStatus.CANCELLED),
                jobs.size());
    }

    private static long count(List<Job> jobs, JobStatus status) {
        return jobs.stream().filter(job -> job.status() == status).count();
    }

    /** The status of a batch. */
    @Schema(name = "BatchStatus", enumAsRef = true)
    public enum BatchStatus {
        PENDING,
        PROCESSING,
        COMPLETED,
        PARTIAL,
        FAILED,
        CANCELLED;

        private static BatchStatus of(Set<JobStatus> jobs) {
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
