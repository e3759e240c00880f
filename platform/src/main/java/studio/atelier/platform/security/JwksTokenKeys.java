package studio.atelier.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;

/**
 * {@link TokenKeys} as the auth service shows them. Keys are read again when they are no longer fresh, and when a token
 * names one that is not among them, the latter at most every ten seconds; reading runs once at a time. If it fails, the
 * keys read before stay in use.
 */
final class JwksTokenKeys implements TokenKeys {

    private static final Logger log = LoggerFactory.getLogger(JwksTokenKeys.class);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_FIRST_READS = Duration.ofSeconds(1);

    private final WebClient client;
    private final AuthProperties properties;
    private final Clock clock;
    private final AtomicReference<Keys> keys = new AtomicReference<>(Keys.NONE);
    private final AtomicReference<@Nullable Mono<Keys>> reading = new AtomicReference<>();

    JwksTokenKeys(WebClient client, AuthProperties properties, Clock clock) {
        this.client = client;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Mono<PublicKey> find(String keyId) {
        return Mono.defer(() -> {
            Keys known = keys.get();
            if (known.byId().containsKey(keyId)) {
                refreshWhenStale(known);
                return Mono.just(known.byId().get(keyId));
            }
            return readUnlessJustDone(known).flatMap(read -> Mono.justOrEmpty(read.find(keyId)));
        });
    }

    private void refreshWhenStale(Keys known) {
        boolean stale = known.readAt().plus(properties.keysFreshFor()).isBefore(clock.instant());
        if (stale && mayRead(known)) {
            read().subscribe(read -> {}, error -> log.warn("Kept the old token keys: {}", error.toString()));
        }
    }

    private Mono<Keys> readUnlessJustDone(Keys known) {
        if (reading.get() != null || mayRead(known)) {
            return read().onErrorMap(error -> CommonProblemException.unavailable(BETWEEN_FIRST_READS));
        }
        return known.readAt().equals(Instant.MIN)
                ? Mono.error(CommonProblemException.unavailable(BETWEEN_FIRST_READS))
                : Mono.just(known);
    }

    private boolean mayRead(Keys known) {
        Duration pause = known.readAt().equals(Instant.MIN) ? BETWEEN_FIRST_READS : BETWEEN_READS;
        return !known.triedAt().isAfter(clock.instant().minus(pause));
    }

    /** Everyone who comes while it runs shares one read; nobody's leaving stops it. */
    private Mono<Keys> read() {
        Mono<Keys> mine = client.get()
                .uri(properties.jwksUri())
                .retrieve()
                .bodyToMono(String.class)
                .timeout(READ_TIMEOUT)
                .map(this::parse)
                .doOnSubscribe(start -> keys.updateAndGet(known -> known.tried(clock.instant())))
                .doOnNext(keys::set)
                .doFinally(end -> reading.set(null))
                .cache();
        Mono<Keys> running = reading.compareAndExchange(null, mine);
        return running == null ? mine : running;
    }

    private Keys parse(String document) {
        try {
            Map<String, PublicKey> byId = new HashMap<>();
            for (JWK key : JWKSet.parse(document).getKeys()) {
                publicKey(key).ifPresent(usable -> byId.put(key.getKeyID(), usable));
            }
            return new Keys(Map.copyOf(byId), clock.instant(), clock.instant());
        } catch (ParseException | JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("The key set of the auth service cannot be read", e);
        }
    }

    private static Optional<PublicKey> publicKey(JWK key) throws JOSEException, GeneralSecurityException {
        if (key.getKeyID() == null) {
            return Optional.empty();
        }
        if (key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
            return Optional.of(ec.toECPublicKey());
        }
        if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            return Optional.of(Ed25519.publicKey(pair.getDecodedX()));
        }
        return Optional.empty();
    }

    private record Keys(Map<String, PublicKey> byId, Instant readAt, Instant triedAt) {

        static final Keys NONE = new Keys(Map.of(), Instant.MIN, Instant.MIN);

        Optional<PublicKey> find(String keyId) {
            return Optional.ofNullable(byId.get(keyId));
        }

        Keys tried(Instant now) {
            return new Keys(byId, readAt, now);
        }
    }
}
