package studio.atelier.generation.provider.noop;

import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ProviderException;

/**
 * Answers every request at once with the same picture file of eight by eight pixels. It serves to measure what is
 * around a provider; it has to be enabled with {@code atelier.noop-provider.enabled} and named in a route.
 */
@Component
@ConditionalOnProperty("atelier.noop-provider.enabled")
class NoopImageProvider implements ImageProvider {

    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGNowAEYhpYEAILzYAGc7g8kAAAAAElFTkSuQmCC");

    @Override
    public String providerName() {
        return "noop";
    }

    @Override
    public Mono<List<PreparedJobInput>> prepareInputs(UUID attemptId, List<InputPictureFile> inputs) {
        return Mono.just(List.of());
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() ->
                new ImageRequestAnswer.ImmediatelyMadeImage(new FetchedPictureFile(PICTURE.clone(), "image/png")));
    }

    @Override
    public Mono<ProviderTaskStatus> findTaskStatus(String providerTaskId) {
        return Mono.error(() -> new ProviderException.Refused("noop_keeps_nothing"));
    }

    @Override
    public Mono<FetchedPictureFile> fetchImage(String url) {
        return Mono.error(() -> new ProviderException.Refused("noop_keeps_nothing"));
    }
}
