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

    /** Its name in routes, which is also the name of its lane. */
    String name();

    /** Brings the inputs to where the provider can read them. May be repeated; creates nothing that is paid for. */
    Mono<List<PreparedInput>> prepare(UUID attemptId, List<InputPicture> inputs);

    /** Asks for the picture: one call, never repeated inside, since it is paid for. */
    Mono<Submission> create(PictureRequest request);

    /** How the work stands. Safe to repeat. */
    Mono<Progress> look(String providerTaskId);

    /** Fetches a finished picture. Safe to repeat. */
    Mono<FetchedPicture> fetch(String url);

    /** Whether {@link #cancel} can do anything. */
    boolean cancels();

    /** Asks the provider to stop; true if it did. */
    Mono<Boolean> cancel(String providerTaskId);

    /** A picture we send. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be for show
    record InputPicture(byte[] bytes, String contentType) {}

    /** A picture where the provider can read it. */
    record PreparedInput(String reference) {}

    /**
     * What is asked for.
     *
     * @param attemptId names the call; where the provider has idempotency keys, it is one
     * @param model the provider's own name
     */
    record PictureRequest(
            UUID attemptId, String model, String prompt, List<PreparedInput> inputs, Map<String, String> parameters) {

        /** Copies the lists. */
        public PictureRequest {
            inputs = List.copyOf(inputs);
            parameters = Map.copyOf(parameters);
        }
    }

    /** The answer to a request. */
    sealed interface Submission {

        /** The provider works on it under this name. */
        record Accepted(String providerTaskId) implements Submission {}

        /** Here it is already. */
        record Made(FetchedPicture picture) implements Submission {}
    }

    /** How the work stands. */
    sealed interface Progress {

        /**
         * Not finished.
         *
         * @param percent 0 to 100 if the provider tells, else null
         */
        record Running(@Nullable Integer percent) implements Progress {}

        /** Finished; the picture can be fetched here for some hours. */
        record Made(String url) implements Progress {}

        /** The provider has given up on it. */
        record Failed(ProviderException reason) implements Progress {}
    }

    /**
     * Bytes that should be a picture.
     *
     * @param contentType as declared by whoever sent them
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be for show
    record FetchedPicture(byte[] bytes, String contentType) {}
}
