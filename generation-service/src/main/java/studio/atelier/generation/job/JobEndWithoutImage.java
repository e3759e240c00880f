package studio.atelier.generation.job;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;

/**
 * How a job ends without an image.
 *
 * @param reason sent to billing, for the history
 */
public record JobEndWithoutImage(JobStatus status, @Nullable JobErrorCode error, String reason) {

    public static JobEndWithoutImage ofFailure(JobErrorCode error) {
        return new JobEndWithoutImage(JobStatus.FAILED, error, error.name().toLowerCase(Locale.ROOT));
    }

    public static JobEndWithoutImage ofCancellation() {
        return new JobEndWithoutImage(JobStatus.CANCELLED, null, "cancelled");
    }
}
