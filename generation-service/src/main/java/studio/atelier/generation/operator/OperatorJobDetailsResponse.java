package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.provider.ProviderAttempt;

/**
 * A job with all that an operator may see.
 *
 * @param holdState state of the hold, as this service knows it
 * @param watermark whether the image gets our watermark
 * @param deadlineAt when it ends without an image; null until it runs
 * @param queue null unless the job waits for a worker or is leased to one
 * @param costMicroUsd what its calls cost us, in millionths of a US dollar
 * @param traceId of the request that made it
 * @param logQuery what to search the logs for: {@code ./atelier logs --grep <logQuery>}
 * @param attempts the calls that asked a provider for the image, oldest first
 */
@Schema(name = "OperatorJobDetails")
record OperatorJobDetailsResponse(
        UUID id,
        UUID userId,
        String operation,

        JobStatus status,

        @Nullable String provider,
        String model,

        @Nullable Source source,

        long price,
        OperatorJobResponse.@Nullable OperatorJobFailure error,
        @Nullable UUID batchId,
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
     * The place of a job in its queue.
     *
     * @param position 1 for the next to be served, counted to 100; null while a worker holds it
     * @param leasedBy the worker that holds it
     * @param leaseUntil when another may take it over
     */
    @Schema(name = "OperatorJobPlace")
    record OperatorJobPlace(
            String name,
            @Nullable Integer position,
            @Nullable UUID leasedBy,
            @Nullable Instant leaseUntil) {}

    /**
     * A call that asked a provider for the image.
     *
     * @param model the provider's name of the model
     * @param providerTaskId the provider's task id
     * @param errorCode what the provider answered
     * @param costMicroUsd what it costs us; 0 if the provider did not accept it
     */
    @Schema(name = "OperatorJobAttempt")
    record OperatorJobAttempt(
            int number,
            String provider,
            String model,

            ProviderAttempt.ProviderAttemptState state,

            @Nullable String providerTaskId,
            @Nullable String errorCode,
            long costMicroUsd,
            Instant createdAt,
            @Nullable Instant acceptedAt,
            @Nullable Instant callbackAt,
            @Nullable Instant finishedAt) {}
}
