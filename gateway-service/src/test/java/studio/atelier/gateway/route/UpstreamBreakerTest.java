package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class UpstreamBreakerTest {

    private static final long SLOW = Duration.ofSeconds(6).toNanos();

    private final CircuitBreaker state = CircuitBreaker.of(
            "billing-calls", UpstreamBreaker.circuitBreakerConfig(Duration.ofSeconds(5), Duration.ofMinutes(1)));
    private final UpstreamBreaker breaker = new UpstreamBreaker(state);

    private UpstreamBreaker.UpstreamCallPermission beforeOpening;
    private UpstreamBreaker.UpstreamCallPermission trial;

    @BeforeEach
    void startATrial() {
        beforeOpening = breaker.tryAcquire();
        state.transitionToOpenState();
        assertThat(breaker.tryAcquire()).isNull();
        state.transitionToHalfOpenState();
        trial = breaker.tryAcquire();
        assertThat(trial.isTrial()).isTrue();
        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void closesAfterTheFirstAnswer() {
        trial.recordAnswer(1);

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void opensAgainWhenTheTrialFails() {
        trial.recordFailure(1, new IllegalStateException("refused"));

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void startsAnotherTrialWhenOneIsReleased() {
        trial.releasePermission();

        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void ignoresResultsOfCallsThatWereSentBeforeItOpened() {
        beforeOpening.recordFailure(1, new IllegalStateException("reset"));
        beforeOpening.recordAnswer(SLOW);
        beforeOpening.releasePermission();

        assertThat(state.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).as("a second trial").isNull();
    }

    @Test
    void logsEachTransition(CapturedOutput output) {
        trial.recordAnswer(1);

        assertThat(output)
                .contains("Circuit breaker billing-calls changed from OPEN to HALF_OPEN")
                .contains("Circuit breaker billing-calls changed from HALF_OPEN to CLOSED");
    }
}
