package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobStatus;

/**
 * A job with all that an operator can know of it.
 *
 * @param holdState how far our side of the hold has come
 * @param watermark whether the picture gets our mark
 * @param deadlineAt when it is given up; null until it runs
 * @param queue null unless the job waits for a worker or is with one
 * @param costMicroUsd what its calls cost us, in millionths of a US dollar
 * @param traceId of the request that made it
 * @param logQuery what to search the logs for: {@code ./atelier logs | grep <logQuery>}
 * @param attempts the calls that asked a provider for the picture, the first one first
 */
@Schema(name = "OperatorJobDetails")
record OperatorJobDetailsResponse(
        UUID id,
        UUID userId,
        String operation,

        @Schema(allowableValues = {"PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"})
        JobStatus status,

        @Nullable String provider,
        String model,

        @Schema(allowableValues = {"plan", "credits", "free", "energy", "diamonds"}) @Nullable
        String source,

        long price,
        OperatorJobResponse.@Nullable OperatorJobFailure error,
        boolean refused,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        UUID holdId,
        String holdState,
        boolean watermark,
        boolean cancelRequested,
        @Nullable Instant deadlineAt,
        @Nullable OperatorJobPlace queue,
        long costMicroUsd,
        @Nullable String traceId,
        String logQuery,
        List<OperatorJobAttempt> attempts) {

    /**
     * Where a job is queued.
     *
     * @param position 1 for the next to be served, counted to 100; null while a worker has it
     * @param leasedBy the worker that has it
     * @param leaseUntil when another may take it over
     */
    @Schema(name = "OperatorJobPlace")
    record OperatorJobPlace(
            String name,
            @Nullable Integer position,
            @Nullable UUID leasedBy,
            @Nullable Instant leaseUntil) {}

    /**
     * A call that asked a provider for the picture.
     *
     * @param model the provider's name of the model
     * @param providerTaskId the provider's name of the work
     * @param errorCode what the provider answered
     * @param costMicroUsd what it costs us; 0 if the provider did not take it
     */
    @Schema(name = "OperatorJobAttempt")
    record OperatorJobAttempt(
            int number,
            String provider,
            String model,

            @Schema(
                    allowableValues = {"CALLING", "ACCEPTED", "SUCCEEDED", "REJECTED", "FAILED", "UNKNOWN", "ABANDONED"
                    })
            String state,

            @Nullable String providerTaskId,
            @Nullable String errorCode,
            long costMicroUsd,
            Instant createdAt,
            @Nullable Instant acceptedAt,
            @Nullable Instant callbackAt,
            @Nullable Instant finishedAt) {}
}
