package studio.atelier.generation.provider;

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

    /** Sends the inputs to where the provider can read them. May be repeated; creates nothing that is paid for. */
    Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs);

    /** Requests the image: one call, never retried internally, since it is paid for. */
    Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request);

    /** The status of the provider's task. Safe to repeat. */
    Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId);

    /** Fetches a finished image. Safe to repeat. */
    Mono<FetchedPictureFile> fetchImage(String url);

    /** An input, as a picture file to send. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would serve nothing
    record InputPictureFile(byte[] bytes, String contentType) {}

    /** An input where the provider can read it. */
    record PreparedJobInput(String reference) {}

    /**
     * A request for an image.
     *
     * @param attemptId identifies the call; the idempotency key if the provider supports one
     * @param model the provider's own name of the model
     */
    record ProviderImageRequest(
            UUID attemptId,
            String model,
            String prompt,
            List<PreparedJobInput> inputs,
            Map<String, String> parameters) {

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
