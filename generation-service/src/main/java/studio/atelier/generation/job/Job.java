package studio.atelier.generation.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.job.JobStatus;

/**
 * A job as stored.
 *
 * @param version grows with every change a user can see
 * @param work what is sent to a provider
 * @param payment who pays how much, and the state of the hold
 * @param times when each step happened
 * @param errorCode name of a {@link JobErrorCode}, if it failed
 * @param batchId of the batch it belongs to, if any
 * @param refused whether its own POST was answered with a refusal, so that its user never sees it
 */
public record Job(
        UUID id,
        UserId user,
        String operation,
        JobStatus status,
        long version,
        boolean cancelRequested,
        @Nullable String errorCode,
        JobProviderWork work,
        JobPayment payment,
        JobTimestamps times,
        @Nullable UUID batchId,
        boolean refused) {

    /**
     * What is sent to a provider.
     *
     * @param parameters the client's request as JSON
     * @param inputs uploads and images that are sent along, in this order
     * @param imageParameters what is asked of the provider besides
     * @param route number of the model's route that is in use
     * @param provider the provider that works on it, or did last
     * @param providerModel the provider's name of the model
     * @param expected how long the image was expected to take when the job was started
     * @param reportedPercent how far the job is, 0 to 99, as its provider says; null if it has said nothing
     */
    public record JobProviderWork(
            String parameters,
            String model,
            String prompt,
            String promptVersion,
            List<UUID> inputs,
            Map<String, Object> imageParameters,
            int route,
            @Nullable String provider,
            @Nullable String providerModel,
            @Nullable Duration expected,
            @Nullable Integer reportedPercent) {

        /** Copies the collections. */
        public JobProviderWork {
            inputs = List.copyOf(inputs);
            imageParameters = Map.copyOf(imageParameters);
        }
    }

    /**
     * Who pays how much, and the state of the hold.
     *
     * @param source the source that pays, once billing has answered
     * @param watermark whether the image gets our watermark
     * @param expiresAt when the hold ends by itself
     * @param asks how often the last command was repeated
     * @param releaseReason why the hold is given back
     * @param decline billing's refusal
     */
    public record JobPayment(
            long price,
            PriceUnit unit,
            Funding funding,
            @Nullable Source expectedSource,
            @Nullable Source source,
            boolean watermark,
            UUID holdId,
            JobHoldState state,
            Instant expiresAt,
            int asks,
            @Nullable String releaseReason,
            @Nullable JobPaymentDecline decline) {}

    /**
     * When each step happened.
     *
     * @param deadlineAt when a running job ends without an image
     */
    public record JobTimestamps(
            Instant createdAt,
            @Nullable Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant deadlineAt,
            @Nullable Instant finishedAt,
            @Nullable Instant deletedAt) {}

    /** Whether billing has answered about the hold. */
    public boolean isHoldAnswered() {
        return payment.state() != JobHoldState.ASKED;
    }
}
