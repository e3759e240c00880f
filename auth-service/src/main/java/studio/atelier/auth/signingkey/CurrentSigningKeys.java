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

    /** The key that signs now. The very first is made when it is asked for. */
    public Mono<TokenSigningKey> readCurrentKey() {
        return findCurrentKey()
                .switchIfEmpty(Mono.defer(() -> rotateKeys.handle().then(findCurrentKey())))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("No signing key after a rotation")));
    }

    /** The public parts of all keys whose tokens are honoured, the next key's among them. */
    public Mono<JWKSet> readPublishedKeys() {
        return readCurrentKey().then(ring).map(SigningKeyRing::published);
    }

    private Mono<TokenSigningKey> findCurrentKey() {
        return Mono.defer(() -> ring.flatMap(loaded -> Mono.justOrEmpty(loaded.signingAt(clock.instant()))));
    }

    private Mono<SigningKeyRing> loadKeyRing() {
        return keys.listKeys()
                .collectList()
                .publishOn(Schedulers.boundedElastic()) // reading the keys computes for some milliseconds
                .map(stored -> SigningKeyRing.of(stored, vault))
                .doOnNext(lastLoaded::set)
                .onErrorResume(this::lastLoaded);
    }

    /** With PostgreSQL away others must still be able to verify tokens, so the keys last seen go on being published. */
    private Mono<SigningKeyRing> lastLoaded(Throwable error) {
        SigningKeyRing last = lastLoaded.get();
        if (last == null) {
            return Mono.error(error);
        }
        log.warn("Cannot read the signing keys again, going on with those last read", error);
        return Mono.just(last);
    }

    private Duration lifeOf(SigningKeyRing loaded) {
        return loaded.signingAt(clock.instant()).isPresent() ? properties.reloadEvery() : Duration.ZERO;
    }
}
