package studio.atelier.platform.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DependencyBreakerTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger calls = new AtomicInteger();
    private final DependencyBreaker breaker = DependencyBreaker.of("Redis", 3, Duration.ofSeconds(5), nanos::get);

    @Test
    void skipsAPartThatFailedThreeTimesInARow() {
        fail(3);
        StepVerifier.create(breaker.guardCall(call(true)))
                .expectError(DependencyBreaker.CallSkippedException.class)
                .verify(LIMIT);
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
    void letsOneCallThroughAfterThePauseToSee() {
        fail(3);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        fail(1);
        StepVerifier.create(breaker.guardCall(call(true)))
                .expectError(DependencyBreaker.CallSkippedException.class)
                .verify(LIMIT);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        succeed();
        succeed();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            StepVerifier.create(breaker.guardCall(call(false)))
                    .expectError(IllegalStateException.class)
                    .verify(LIMIT);
        }
    }

    private void succeed() {
        StepVerifier.create(breaker.guardCall(call(true)))
                .expectNext("answer")
                .expectComplete()
                .verify(LIMIT);
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
