package studio.atelier.generation.provider;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Somebody who makes pictures. Every call has a time limit of its own; every publisher fails with a
 * {@link ProviderException} and nothing else. Calls that are safe to repeat are repeated inside.
 */
public interface ImageProvider {

    /** Its name in routes, which is also the name of its queue. */
    String providerName();

    /** Brings the inputs to where the provider can read them. May be repeated; creates nothing that is paid for. */
    Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs);

    /** Asks for the picture: one call, never repeated inside, since it is paid for. */
    Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request);

    /** How the work stands. Safe to repeat. */
    Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId);

    /** Fetches a finished picture. Safe to repeat. */
    Mono<FetchedPictureFile> fetchImage(String url);

    /** Whether {@link #cancelTask} can do anything. */
    boolean canCancel();

    /** Asks the provider to stop; true if it did. */
    Mono<Boolean> cancelTask(String providerTaskId);

    /** A picture we send. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be for show
    record InputPictureFile(byte[] bytes, String contentType) {}

    /** A picture where the provider can read it. */
    record PreparedJobInput(String reference) {}

    /**
     * What is asked for.
     *
     * @param attemptId names the call; where the provider has idempotency keys, it is one
     * @param model the provider's own name
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

        /** The provider works on it under this name. */
        record AcceptedProviderTask(String providerTaskId) implements ImageRequestAnswer {}

        /** Here it is already. */
        record ImmediatelyMadeImage(FetchedPictureFile picture) implements ImageRequestAnswer {}
    }

    /** How the work stands. */
    sealed interface ProviderTaskStatus {

        /**
         * Not finished.
         *
         * @param percent 0 to 100 if the provider tells, else null
         */
        record RunningProviderTask(@Nullable Integer percent) implements ProviderTaskStatus {}

        /** Finished; the picture can be fetched here for some hours. */
        record SucceededProviderTask(String url) implements ProviderTaskStatus {}

        /** The provider has given up on it. */
        record FailedProviderTask(ProviderException reason) implements ProviderTaskStatus {}
    }

    /**
     * Bytes that should be a picture.
     *
     * @param contentType as declared by whoever sent them
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be for show
    record FetchedPictureFile(byte[] bytes, String contentType) {}
}
