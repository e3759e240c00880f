package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many of the recently ended jobs failed, and why. Requests that were refused at once are not included.
 *
 * @param hours length of the period up to now
 * @param reasons the most frequent first
 */
@Schema(name = "Failures")
record JobFailuresResponse(int hours, long ended, long failed, List<JobFailureReason> reasons) {

    /**
     * Failures of one kind.
     *
     * @param provider the provider that worked on them last; null if none did
     * @param share of the jobs that ended, between 0 and 1
     */
    @Schema(name = "FailureReason")
    record JobFailureReason(String code, @Nullable String provider, long count, double share, Instant lastAt) {}
}
