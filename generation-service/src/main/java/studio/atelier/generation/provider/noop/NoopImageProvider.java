package studio.atelier.generation.provider.noop;

import java.util.Base64;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider;

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
    public int maxInputs(String model) {
        return Integer.MAX_VALUE;
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() ->
                new ImageRequestAnswer.ImmediatelyMadeImage(new FetchedPictureFile(PICTURE.clone(), "image/png")));
    }
}
