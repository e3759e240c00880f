package studio.atelier.generation.provider;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An image provider. Every call has its own time limit; every publisher fails with a {@link ProviderException} and
 * nothing else. Calls that are safe to repeat are retried internally.
 */
public interface ImageProvider {

    /** Its name in routes, which is also the name of its queue. */
    String providerName();

    /**
     * How many inputs it takes at most with a model; 0 if it only makes images from text, or does not know the model.
     *
     * @param model the provider's own name of the model
     */
    default int maxInputs(String model) {
        return 0;
    }

    /**
     * Sends the inputs to where the provider can read them, unless it takes them within the request. May be repeated;
     * creates nothing that is paid for.
     */
    default Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs) {
        return Mono.just(inputs.stream().map(PreparedJobInput::withinRequest).toList());
    }

    /** Requests the image: one call, never retried internally, since it is paid for. */
    Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request);

    /** Whether a callback may name the task of a request whose response was lost. */
    default boolean namesTasksLater() {
        return false;
    }

    /** The status of the provider's task. Safe to repeat. A provider that answers with the image has no tasks. */
    default Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId) {
        return Mono.error(() -> new ProviderException.Refused(providerName() + "_has_no_tasks"));
    }

    /** Which of its work this provider stops when it is told to. */
    default CancellableWork cancellableWork() {
        return CancellableWork.NONE;
    }

    /**
     * Tells the provider to stop the work of a call. Safe to repeat, and of no effect on work that has ended, or that
     * is another's.
     *
     * @param providerTaskId null while it is not known
     * @return whether the provider was told: false if it is not at work on this call, or the work cannot be named
     */
    default Mono<Boolean> cancelWork(UUID attemptId, @Nullable String providerTaskId) {
        return Mono.just(false);
    }

    /**
     * How far a call that waits for the image is, in per cent from 0 to 100. Safe to repeat.
     *
     * @return empty if the provider is not at work on this call, or does not tell
     */
    default Mono<Integer> findPercent(UUID attemptId) {
        return Mono.empty();
    }

    /** Fetches a finished image. Safe to repeat. A provider that answers with the image has no addresses. */
    default Mono<FetchedPictureFile> fetchImage(String url) {
        return Mono.error(() -> new ProviderException.Refused(providerName() + "_has_no_addresses"));
    }

    /**
     * What we have left at the provider; empty if it does not tell that, or not with our key. Costs nothing and may be
     * repeated; {@link ProviderCredits} does.
     */
    default Mono<ProviderCredit> findCredit() {
        return Mono.empty();
    }

    /**
     * What is left on our account.
     *
     * @param unit what the amount counts, such as {@code credits} or {@code USD}
     * @param low whether it is below the limit in the provider's settings
     */
    record ProviderCredit(BigDecimal amount, String unit, boolean low) {

        /** A credit that is low below this limit. */
        public static ProviderCredit ofAmount(BigDecimal amount, String unit, BigDecimal limit) {
            return new ProviderCredit(amount, unit, amount.compareTo(limit) < 0);
        }
    }

    /** The work of a provider that can be stopped. */
    enum CancellableWork {
        NONE,
        /** A task, once its id is known. */
        TASK,
        /**
         * A call that waits for the image: nothing but the image is lost when the call is given up. It may be looked
         * at.
         */
        CALL
    }

    /** An input, as a picture file to send. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would serve nothing
    record InputPictureFile(byte[] bytes, String contentType) {}

    /**
     * An input, ready to be requested with.
     *
     * @param reference where the provider reads it; empty if the file itself is part of the request
     */
    record PreparedJobInput(InputPictureFile picture, String reference) {

        /** An input whose file is part of the request. */
        public static PreparedJobInput withinRequest(InputPictureFile picture) {
            return new PreparedJobInput(picture, "");
        }
    }

    /**
     * A request for an image.
     *
     * @param attemptId identifies the call; the idempotency key if the provider supports one
     * @param model the provider's own name of the model
     * @param parameters JSON values by the names that {@link ImageParameters} lists, and by names of the provider's own
     */
    record ProviderImageRequest(
            UUID attemptId,
            String model,
            String prompt,
            List<PreparedJobInput> inputs,
            Map<String, Object> parameters) {

        /** Copies the lists. */
        public ProviderImageRequest {
            inputs = List.copyOf(inputs);
            parameters = Map.copyOf(parameters);
        }
    }

    /** The answer to a request. */
    sealed interface ImageRequestAnswer {

        /** The provider accepted the request as a task with this id. */
        record AcceptedProviderTask(String providerTaskId) implements ImageRequestAnswer {}

        /** The response already contains the image. */
        record ImmediatelyMadeImage(FetchedPictureFile picture) implements ImageRequestAnswer {}
    }

    /** The status of a provider's task. */
    sealed interface ProviderTaskStatus {

        /**
         * Not finished.
         *
         * @param percent 0 to 100 if the provider reports it, else null
         */
        record RunningProviderTask(@Nullable Integer percent) implements ProviderTaskStatus {}

        /** Finished; the image can be fetched here for some hours. */
        record SucceededProviderTask(String url) implements ProviderTaskStatus {}

        /** The provider's task failed. */
        record FailedProviderTask(ProviderException reason) implements ProviderTaskStatus {}
    }

    /**
     * Bytes that should be a picture file.
     *
     * @param contentType as declared by the sender
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would serve nothing
    record FetchedPictureFile(byte[] bytes, String contentType) {}
}
