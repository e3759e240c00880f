package studio.atelier.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RedisBreakerTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "redis",
            CircuitBreakerConfig.from(RedisBreaker.create("redis").getCircuitBreakerConfig())
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .build());

    @Test
    void skipsRedisAfterThreeFailuresInARow() {
        fail(3);
        skip();
        assertThat(calls).hasValue(3);
    }

    @Test
    void countsOnlyFailuresInARow() {
        fail(2);
        succeed();
        fail(2);
        succeed();
        assertThat(calls).hasValue(6);
    }

    @Test
    void probesWithOneCallAfterFiveSeconds() {
        fail(3);
        now.set(START.plusSeconds(5));
        skip();
        now.set(START.plusMillis(5001));
        fail(1);
        skip();
        now.set(START.plusMillis(10_002));
        succeed();
        succeed();
    }

    /** Otherwise a client that hangs up during the probe would keep Redis skipped for ever. */
    @Test
    void probesAgainIfTheProbeIsCancelled() {
        fail(3);
        now.set(START.plusSeconds(6));
        StepVerifier.create(guard(Mono.never()))
                .expectSubscription()
                .then(this::skip)
                .thenCancel()
                .verify(LIMIT);
        succeed();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            StepVerifier.create(guard(call(false)))
                    .expectError(IllegalStateException.class)
                    .verify(LIMIT);
        }
    }

    private void skip() {
        StepVerifier.create(guard(call(true)))
                .expectError(CallNotPermittedException.class)
                .verify(LIMIT);
    }

    private void succeed() {
        StepVerifier.create(guard(call(true)))
                .expectNext("answer")
                .expectComplete()
                .verify(LIMIT);
    }

    private <T> Mono<T> guard(Mono<T> call) {
        return call.transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private Mono<String> call(boolean works) {
        return Mono.fromSupplier(() -> {
            calls.incrementAndGet();
            if (!works) {
                throw new IllegalStateException("away");
            }
            return "answer";
        });
    }
}
