package studio.atelier.generation.job;

import java.time.Duration;
import java.time.Instant;
import studio.atelier.contracts.job.JobStatus;

/**
 * The progress of a job: what its provider reports, or else an estimate from the time that the model usually takes. It
 * depends only on the job's row: on the per cent that was reported, which is no less than the estimate was at the first
 * report and never falls, or on the start and the duration expected then. So it never decreases, whichever instance
 * computes it.
 */
public final class ProgressEstimate {

    /** The most that is shown before completion. */
    private static final int MOST = 95;

    /** At the expected time five sixths are shown, and the rest ever more slowly. */
    private static final double STEEPNESS = 2.1;

    private ProgressEstimate() {}

    /** 0 to 100; 100 only when completed. */
    public static int estimatePercent(Job job, Instant now) {
        Instant startedAt = job.times().startedAt();
        Duration expected = job.work().expected();
        if (job.status() == JobStatus.COMPLETED) {
            return 100;
        }
        if (job.status() == JobStatus.PENDING || startedAt == null) {
            return 0;
        }
        Integer reported = job.work().reportedPercent();
        if (reported != null) {
            return reported;
        }
        return expected == null ? 0 : computePercent(startedAt, expected.toMillis(), endOr(job, now));
    }

    private static Instant endOr(Job job, Instant now) {
        Instant finishedAt = job.times().finishedAt();
        return finishedAt == null ? now : finishedAt;
    }

    static int computePercent(Instant startedAt, long expectedMillis, Instant now) {
        double elapsed = Math.max(0, Duration.between(startedAt, now).toMillis());
        double share = elapsed / Math.max(1, expectedMillis);
        return (int) Math.round(MOST * (1 - Math.exp(-STEEPNESS * share)));
    }
}
