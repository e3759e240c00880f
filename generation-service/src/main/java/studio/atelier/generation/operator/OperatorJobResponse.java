package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.JobStatus;

/**
 * A job as an operator sees it: never its prompt nor its images.
 *
 * @param provider the provider that worked on it last
 * @param source the source that pays; null before billing has answered
 * @param batchId of the batch it belongs to, if any
 * @param refused whether its own request was answered with a refusal, so that its user never sees it
 * @param attemptCount calls that asked a provider for the image
 */
@Schema(name = "OperatorJob")
record OperatorJobResponse(
        UUID id,
        UUID userId,
        String operation,

        JobStatus status,

        @Nullable String provider,
        String model,

        @Nullable Source source,

        long price,
        @Nullable OperatorJobFailure error,
        @Nullable UUID batchId,
        boolean refused,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int attemptCount) {

    /**
     * Why it failed.
     *
     * @param message the text its user gets, in the caller's language
     */
    @Schema(name = "OperatorJobFailure")
    record OperatorJobFailure(String code, String message) {}

    /** A page of jobs, newest first. */
    @Schema(name = "OperatorJobPage")
    record OperatorJobPage(
            List<OperatorJobResponse> items,
            @Schema(types = {"string", "null"}) @Nullable String nextCursor) {}
}
