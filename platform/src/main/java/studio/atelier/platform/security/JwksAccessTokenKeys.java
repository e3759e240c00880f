package studio.atelier.platform.security;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;

/**
 * {@link AccessTokenKeys} from the auth service's key set. Keys are read again when they are stale, and when a token
 * names an unknown key, the latter at most every ten seconds. Only one read runs at a time. If it fails, the keys read
 * before stay in use.
 */
final class JwksAccessTokenKeys implements AccessTokenKeys {

    private static final Logger log = LoggerFactory.getLogger(JwksAccessTokenKeys.class);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_FIRST_READS = Duration.ofSeconds(1);

    private final WebClient client;
    private final AuthProperties properties;
    private final Clock clock;
    private final AtomicReference<JwksKeySnapshot> keys = new AtomicReference<>(JwksKeySnapshot.NONE);
    private final AtomicReference<@Nullable Mono<JwksKeySnapshot>> reading = new AtomicReference<>();

    JwksAccessTokenKeys(WebClient client, AuthProperties properties, Clock clock) {
        this.client = client;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Mono<JWK> findKey(String keyId) {
        return Mono.defer(() -> {
            JwksKeySnapshot known = keys.get();
            Optional<JWK> key = known.findKey(keyId);
            if (key.isPresent()) {
                refreshWhenStale(known);
                return Mono.justOrEmpty(key);
            }
            return readUnlessJustDone().flatMap(read -> Mono.justOrEmpty(read.findKey(keyId)));
        });
    }

    private void refreshWhenStale(JwksKeySnapshot known) {
        boolean stale = known.readAt().plus(properties.keysFreshFor()).isBefore(clock.instant());
        if (stale && mayRead(known)) {
            readKeys()
                    .subscribe(
                            read -> {},
                            error -> log.warn("Token keys not read, the old ones stay in use: {}", error.toString()));
        }
    }

    private Mono<JwksKeySnapshot> readUnlessJustDone() {
        Mono<JwksKeySnapshot> running = reading.get();
        JwksKeySnapshot known = keys.get(); // read second: a read that has just ended has left its keys
        if (running != null || mayRead(known)) {
            return (running == null ? readKeys() : running)
                    .onErrorMap(error -> CommonProblemException.serviceUnavailable(BETWEEN_FIRST_READS));
        }
        return known.readAt().equals(Instant.MIN)
                ? Mono.error(CommonProblemException.serviceUnavailable(BETWEEN_FIRST_READS))
                : Mono.just(known);
    }

    private boolean mayRead(JwksKeySnapshot known) {
        Duration pause = known.readAt().equals(Instant.MIN) ? BETWEEN_FIRST_READS : BETWEEN_READS;
        return !known.triedAt().isAfter(clock.instant().minus(pause));
    }

    /** Concurrent callers share one read, which is not cancelled when one of them cancels. */
    private Mono<JwksKeySnapshot> readKeys() {
        Mono<JwksKeySnapshot> newRead = client.get()
                .uri(properties.jwksUri())
                .retrieve()
                .bodyToMono(String.class)
                .timeout(READ_TIMEOUT)
                .map(this::parseKeys)
                .doOnSubscribe(start -> keys.updateAndGet(known -> known.withTriedAt(clock.instant())))
                .doOnNext(keys::set)
                .doFinally(end -> reading.set(null))
                .cache();
        Mono<JwksKeySnapshot> running = reading.compareAndExchange(null, newRead);
        return running == null ? newRead : running;
    }

    private JwksKeySnapshot parseKeys(String document) {
        try {
            return new JwksKeySnapshot(JWKSet.parse(document), clock.instant(), clock.instant());
        } catch (ParseException e) {
            throw new IllegalStateException("The key set of the auth service cannot be read", e);
        }
    }

    private record JwksKeySnapshot(JWKSet keys, Instant readAt, Instant triedAt) {

        static final JwksKeySnapshot NONE = new JwksKeySnapshot(new JWKSet(), Instant.MIN, Instant.MIN);

        Optional<JWK> findKey(String keyId) {
            return Optional.ofNullable(keys.getKeyByKeyId(keyId));
        }

        JwksKeySnapshot withTriedAt(Instant now) {
            return new JwksKeySnapshot(keys, readAt, now);
        }
    }
}
