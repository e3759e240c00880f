package studio.atelier.generation.job;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;

/**
 * How a job ends without a picture.
 *
 * @param reason told to billing, for the history
 */
record Ending(JobStatus status, @Nullable JobError error, String reason) {

    static Ending failed(JobError error) {
        return new Ending(JobStatus.FAILED, error, error.name().toLowerCase(Locale.ROOT));
    }

    static Ending cancelled() {
        return new Ending(JobStatus.CANCELLED, null, "cancelled");
    }
}
