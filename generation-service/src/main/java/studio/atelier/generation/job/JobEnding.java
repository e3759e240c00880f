package studio.atelier.generation.job;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.task.TaskLease;

/**
 * How a job ends, and the guard on its row.
 *
 * @param epoch of the lease under which it ends
 * @param releaseReason sent to billing, for the history, if it ends without a charge
 * @param image what it made, with the id of the call that made it
 */
public record JobEnding(
        UUID jobId,
        JobEndingGuard guard,
        @Nullable Long epoch,
        JobStatus status,
        @Nullable JobErrorCode error,
        @Nullable String releaseReason,
        @Nullable StoredImage image) {

    /** It has its image, and is charged. */
    public static JobEnding completed(TaskLease lease, StoredImage image) {
        return new JobEnding(
                lease.jobId(), JobEndingGuard.COMPLETES, lease.epoch(), JobStatus.COMPLETED, null, null, image);
    }

    public static JobEnding failedUnderLease(TaskLease lease, JobErrorCode error) {
        return failed(lease.jobId(), JobEndingGuard.UNDER_LEASE, lease.epoch(), error);
    }

    public static JobEnding cancelledUnderLease(TaskLease lease) {
        return cancelled(lease.jobId(), JobEndingGuard.UNDER_LEASE, lease.epoch());
    }

    public static JobEnding failedWhileWaiting(UUID jobId, JobErrorCode error) {
        return failed(jobId, JobEndingGuard.WAITING, null, error);
    }

    public static JobEnding cancelledWhileWaiting(UUID jobId) {
        return cancelled(jobId, JobEndingGuard.WAITING, null);
    }

    public static JobEnding overdue(UUID jobId, JobErrorCode error) {
        return failed(jobId, JobEndingGuard.OVERDUE, null, error);
    }

    public static JobEnding erased(UUID jobId) {
        return cancelled(jobId, JobEndingGuard.UNFINISHED, null);
    }

    private static JobEnding failed(UUID jobId, JobEndingGuard guard, @Nullable Long epoch, JobErrorCode error) {
        String reason = error.name().toLowerCase(Locale.ROOT);
        return new JobEnding(jobId, guard, epoch, JobStatus.FAILED, error, reason, null);
    }

    private static JobEnding cancelled(UUID jobId, JobEndingGuard guard, @Nullable Long epoch) {
        return new JobEnding(jobId, guard, epoch, JobStatus.CANCELLED, null, "cancelled", null);
    }

    /** What must be true of the job for it to end. */
    public enum JobEndingGuard {
        /** It runs under this lease, its hold is placed, and the image's files are there. */
        COMPLETES,
        /** It has not ended, and its task is under this lease. */
        UNDER_LEASE,
        /** No worker has started it. */
        WAITING,
        /** It has waited or run for too long. */
        OVERDUE,
        /** It has not ended. */
        UNFINISHED
    }
}
