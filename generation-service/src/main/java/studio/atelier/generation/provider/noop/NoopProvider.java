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
 * Answers every request at once with the same picture of eight by eight pixels. It exists to measure what is around a
 * provider; it has to be switched on with {@code atelier.noop-provider.enabled} and named in a route.
 */
@Component
@ConditionalOnProperty("atelier.noop-provider.enabled")
class NoopProvider implements ImageProvider {

    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGNowAEYhpYEAILzYAGc7g8kAAAAAElFTkSuQmCC");

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public Mono<List<PreparedInput>> prepare(UUID attemptId, List<InputPicture> inputs) {
        return Mono.just(List.of());
    }

    @Override
    public Mono<Submission> create(PictureRequest request) {
        return Mono.fromSupplier(() -> new Submission.Made(new FetchedPicture(PICTURE.clone(), "image/png")));
    }

    @Override
    public Mono<Progress> look(String providerTaskId) {
        return Mono.error(() -> new ProviderException.Refused("noop_keeps_nothing"));
    }

    @Override
    public Mono<FetchedPicture> fetch(String url) {
        return Mono.error(() -> new ProviderException.Refused("noop_keeps_nothing"));
    }

    @Override
    public boolean cancels() {
        return false;
    }

    @Override
    public Mono<Boolean> cancel(String providerTaskId) {
        return Mono.just(false);
    }
}
