package studio.atelier.generation.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;

/**
 * A job as its row says.
 *
 * @param version grows with every change a user can see
 * @param work what is sent to a provider
 * @param payment who pays how much, and how far that has come
 * @param times when what happened
 * @param errorCode name of a {@link JobErrorCode}, if it failed
 * @param refused whether its own POST was answered with a refusal, so that for its user it does not exist
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
        boolean refused) {

    /**
     * What is sent to a provider.
     *
     * @param parameters the client's request as JSON
     * @param route number of the model's route it is on
     * @param provider who works on it, or did last
     * @param providerModel the provider's name of the model
     * @param expected how long the picture was expected to take when it was started
     */
    public record JobProviderWork(
            String parameters,
            String model,
            String prompt,
            String promptVersion,
            List<UUID> inputs,
            int route,
            @Nullable String provider,
            @Nullable String providerModel,
            @Nullable Duration expected) {

        /** Copies the inputs. */
        public JobProviderWork {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Who pays how much, and how far that has come.
     *
     * @param source who pays, once billing has said so
     * @param watermark whether the picture gets our mark
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
     * When what happened.
     *
     * @param deadlineAt when a running job is given up
     */
    public record JobTimestamps(
            Instant createdAt,
            @Nullable Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant deadlineAt,
            @Nullable Instant finishedAt,
            @Nullable Instant deletedAt) {}

    /** Whether billing has answered about the hold. */
    boolean isHoldAnswered() {
        return payment.state() != JobHoldState.ASKED;
    }
}
