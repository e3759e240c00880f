package studio.atelier.generation.provider.live3d;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ProviderException;

/**
 * Refuses every request. Live3D documents no API, sells no key, and publishes no terms, limits or prices; what other
 * programs call are internal addresses of its web site, behind bot protection, which we do not imitate. Routes may name
 * this provider: their jobs continue on the next route. Once the vendor documents an API, its client belongs here.
 */
@Component
@ConditionalOnProperty("atelier.live3d.enabled")
class Live3dImageProvider implements ImageProvider {

    static final String NAME = "live3d";

    @Override
    public String providerName() {
        return NAME;
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.error(() -> new ProviderException.Refused("live3d_not_configured"));
    }
}
