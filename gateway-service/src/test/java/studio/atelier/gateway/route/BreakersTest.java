package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private final CircuitBreaker breaker = CircuitBreaker.of("billing", Breakers.leavesAlone(Duration.ofSeconds(5)));

    @BeforeEach
    void lookWhetherTheServiceIsBack() {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        assertThat(breaker.tryAcquirePermission()).isTrue();
        assertThat(breaker.tryAcquirePermission()).isFalse();
    }

    @Test
    void letsEverybodyThroughAgainAfterTheFirstAnswer() {
        breaker.onSuccess(1, TimeUnit.MILLISECONDS);

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void leavesTheServiceAloneForLongerWhenItIsStillAway() {
        breaker.onError(1, TimeUnit.MILLISECONDS, new IllegalStateException("refused"));

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }
}
