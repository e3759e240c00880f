package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.ProviderException;

class JobWorkerMetricsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final JobWorkerMetrics metrics = new JobWorkerMetrics(meters);

    @Test
    void timesACallByItsOutcome() {
        StepVerifier.create(timeCall(Mono.empty())).expectComplete().verify(LIMIT);
        StepVerifier.create(timeCall(Mono.error(new ProviderException.Broken("cut_off", null))))
                .expectError(ProviderException.Broken.class)
                .verify(LIMIT);
        StepVerifier.create(timeCall(Mono.error(new IllegalStateException("a bug"))))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);

        assertThat(countCalls("ok")).isOne();
        assertThat(countCalls("broken")).isOne();
        assertThat(countCalls("error")).isOne();
    }

    @Test
    void timesACallThatIsCancelled() {
        StepVerifier.create(timeCall(Mono.never()))
                .expectSubscription()
                .thenCancel()
                .verify(LIMIT);

        assertThat(countCalls("cancelled")).isOne();
    }

    @Test
    void timesACallOnceWhoseCallerLeavesWithTheAnswer() {
        StepVerifier.create(Flux.from(timeCall(Mono.just("answer"))).next())
                .expectNext("answer")
                .expectComplete()
                .verify(LIMIT);

        assertThat(countCalls("ok")).isOne();
        assertThat(countCalls("cancelled")).isZero();
    }

    private <T> Mono<T> timeCall(Mono<T> work) {
        return metrics.timeCall("fake", "look", work);
    }

    private long countCalls(String outcome) {
        return meters.timer("atelier.provider.calls", "provider", "fake", "call", "look", "outcome", outcome)
                .count();
    }
}
