package studio.atelier.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.platform.web.CommonProblemException;

class JwksAccessTokenKeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ExchangeStrategies CODECS = ExchangeStrategies.withDefaults(); // reads a file

    private final AtomicInteger reads = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private TokenIssuer issuer = TokenIssuer.withKey("one");
    private boolean away;

    private final JwksAccessTokenKeys keys = new JwksAccessTokenKeys(
            WebClient.builder().exchangeFunction(request -> answer()).build(),
            new AuthProperties(
                    URI.create("http://auth/jwks"), "atelier", "atelier", Duration.ZERO, Duration.ofMinutes(5)),
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            });

    @Test
    void readsTheKeysOnceForAll() {
        StepVerifier.create(Flux.range(0, 50).flatMap(i -> keys.findKey("one"), 50))
                .expectNextCount(50)
                .expectComplete()
                .verify(LIMIT);
        assertThat(reads).hasValue(1);
    }

    @Test
    void findsANewKeyAfterARotation() {
        found("one");
        issuer = TokenIssuer.withKey("two");
        later(Duration.ofSeconds(10));
        found("two");
        assertThat(reads).hasValue(2);
    }

    @Test
    void asksForUnknownKeysAtMostEveryTenSeconds() {
        found("one");
        for (int i = 0; i < 20; i++) {
            StepVerifier.create(keys.findKey("forged-" + i)).expectComplete().verify(LIMIT);
        }
        assertThat(reads).hasValue(1);
        later(Duration.ofSeconds(10));
        StepVerifier.create(keys.findKey("forged")).expectComplete().verify(LIMIT);
        StepVerifier.create(keys.findKey("forged")).expectComplete().verify(LIMIT);
        assertThat(reads).hasValue(2);
    }

    @Test
    void keepsOldKeysWhenTheServiceIsAway() {
        found("one");
        away = true;
        later(Duration.ofHours(1));
        found("one");
        later(Duration.ofHours(1));
        found("one");
    }

    @Test
    void saysThatItIsUnavailableWhenItNeverReadAKey() {
        away = true;
        StepVerifier.create(keys.findKey("one"))
                .expectError(CommonProblemException.class)
                .verify(LIMIT);
        away = false;
        later(Duration.ofSeconds(1));
        found("one");
    }

    private void found(String keyId) {
        StepVerifier.create(keys.findKey(keyId))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private Mono<ClientResponse> answer() {
        return Mono.delay(Duration.ofMillis(20)).map(tick -> {
            reads.incrementAndGet();
            return away
                    ? ClientResponse.create(HttpStatus.BAD_GATEWAY, CODECS).build()
                    : ClientResponse.create(HttpStatus.OK, CODECS)
                            .header("Content-Type", "application/json")
                            .body(issuer.keySet())
                            .build();
        });
    }
}
