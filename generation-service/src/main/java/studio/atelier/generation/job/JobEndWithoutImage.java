package studio.atelier.generation.job;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;

/**
 * How a job ends without an image.
 *
 * @param reason sent to billing, for the history
 */
record JobEndWithoutImage(JobStatus status, @Nullable JobErrorCode error, String reason) {

    static JobEndWithoutImage ofFailure(JobErrorCode error) {
        return new JobEndWithoutImage(JobStatus.FAILED, error, error.name().toLowerCase(Locale.ROOT));
    }

    static JobEndWithoutImage ofCancellation() {
        return new JobEndWithoutImage(JobStatus.CANCELLED, null, "cancelled");
    }
}
