package studio.atelier.auth.signingkey;

import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The current signing keys. */
@Component
public class CurrentSigningKeys {

    private static final Logger log = LoggerFactory.getLogger(CurrentSigningKeys.class);

    private final StoredSigningKeys keys;
    private final SigningKeyCipher vault;
    private final RotateSigningKeys rotateKeys;
    private final SigningKeyProperties properties;
    private final Clock clock;
    private final AtomicReference<@Nullable SigningKeyRing> lastLoaded = new AtomicReference<>();
    private final Mono<SigningKeyRing> ring;

    CurrentSigningKeys(
            StoredSigningKeys keys,
            SigningKeyCipher vault,
            RotateSigningKeys rotateKeys,
            SigningKeyProperties properties,
            Clock clock) {
        this.keys = keys;
        this.vault = vault;
        this.rotateKeys = rotateKeys;
        this.properties = properties;
        this.clock = clock;
        this.ring = Mono.defer(this::loadKeyRing).cache(this::lifeOf, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** The key that signs now. The first key is generated on the first call. */
    public Mono<TokenSigningKey> readCurrentKey() {
        return findCurrentKey()
                .switchIfEmpty(Mono.defer(() -> rotateKeys.handle().then(findCurrentKey())))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("No signing key after a rotation")));
    }

    /** The public parts of all keys whose tokens are accepted, including the next key. */
    public Mono<JWKSet> readPublishedKeys() {
        return readCurrentKey().then(ring).map(SigningKeyRing::published);
    }

    private Mono<TokenSigningKey> findCurrentKey() {
        return Mono.defer(() -> ring.flatMap(loaded -> Mono.justOrEmpty(loaded.signingAt(clock.instant()))));
    }

    private Mono<SigningKeyRing> loadKeyRing() {
        return keys.listKeys()
                .collectList()
                .publishOn(Schedulers.boundedElastic()) // parsing the keys takes some milliseconds of CPU
                .map(stored -> SigningKeyRing.of(stored, vault))
                .doOnNext(lastLoaded::set)
                .onErrorResume(this::lastLoaded);
    }

    /**
     * While PostgreSQL is unavailable other services must still verify tokens, so the last known keys stay published.
     */
    private Mono<SigningKeyRing> lastLoaded(Throwable error) {
        SigningKeyRing last = lastLoaded.get();
        if (last == null) {
            return Mono.error(error);
        }
        log.warn("Signing keys cannot be reloaded; the last known keys stay in use", error);
        return Mono.just(last);
    }

    private Duration lifeOf(SigningKeyRing loaded) {
        return loaded.signingAt(clock.instant()).isPresent() ? properties.reloadEvery() : Duration.ZERO;
    }
}
