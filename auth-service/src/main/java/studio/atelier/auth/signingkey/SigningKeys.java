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

/** The signing keys of the moment. */
@Component
public class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final StoredKeys keys;
    private final KeyVault vault;
    private final RotateKeys rotateKeys;
    private final SigningKeyProperties properties;
    private final Clock clock;
    private final AtomicReference<@Nullable KeyRing> lastLoaded = new AtomicReference<>();
    private final Mono<KeyRing> ring;

    SigningKeys(StoredKeys keys, KeyVault vault, RotateKeys rotateKeys, SigningKeyProperties properties, Clock clock) {
        this.keys = keys;
        this.vault = vault;
        this.rotateKeys = rotateKeys;
        this.properties = properties;
        this.clock = clock;
        this.ring = Mono.defer(this::load).cache(this::lifeOf, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** The key that signs now. The very first is made when it is asked for. */
    public Mono<SigningKey> current() {
        return known().switchIfEmpty(Mono.defer(() -> rotateKeys.handle().then(known())))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("No signing key after a rotation")));
    }

    /** The public parts of all keys whose tokens are honoured, the next key's among them. */
    public Mono<JWKSet> published() {
        return current().then(ring).map(KeyRing::published);
    }

    private Mono<SigningKey> known() {
        return Mono.defer(() -> ring.flatMap(loaded -> Mono.justOrEmpty(loaded.signingAt(clock.instant()))));
    }

    private Mono<KeyRing> load() {
        return keys.all()
                .collectList()
                .publishOn(Schedulers.boundedElastic()) // reading the keys computes for some milliseconds
                .map(stored -> KeyRing.of(stored, vault))
                .doOnNext(lastLoaded::set)
                .onErrorResume(this::lastLoaded);
    }

    /** With PostgreSQL away others must still be able to verify tokens, so the keys last seen go on being published. */
    private Mono<KeyRing> lastLoaded(Throwable error) {
        KeyRing last = lastLoaded.get();
        if (last == null) {
            return Mono.error(error);
        }
        log.warn("Cannot read the signing keys again, going on with those last read", error);
        return Mono.just(last);
    }

    private Duration lifeOf(KeyRing loaded) {
        return loaded.signingAt(clock.instant()).isPresent() ? properties.reloadEvery() : Duration.ZERO;
    }
}
