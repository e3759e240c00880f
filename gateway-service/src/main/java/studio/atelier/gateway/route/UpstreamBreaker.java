package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one kind of request to one service. While it is half-open, one call at a time is a trial, and
 * the first answer closes it. The result of a call counts only in the state in which the call got its permission: a
 * call sent before the breaker opened says nothing about the service afterwards.
 */
final class UpstreamBreaker {

    private static final Logger log = LoggerFactory.getLogger(UpstreamBreaker.class);

    private final CircuitBreaker breaker;
    private int transitions;

    UpstreamBreaker(CircuitBreaker breaker) {
        this.breaker = breaker;
        breaker.getEventPublisher().onStateTransition(event -> {
            transitions++;
            log.warn(
                    "Circuit breaker {} changed from {} to {}",
                    breaker.getName(),
                    event.getStateTransition().getFromState(),
                    event.getStateTransition().getToState());
        });
    }

    /** How many failures or slow answers open a breaker. */
    static CircuitBreakerConfig circuitBreakerConfig(Duration slowAnswer, Duration openDuration) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .slowCallDurationThreshold(slowAnswer)
                .slowCallRateThreshold(80)
                .waitDurationInOpenState(openDuration)
                // The first answer of a service that is back closes the breaker: of several calls that are sent while
                // the service starts, most would still fail.
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
    }

    /** Acquires the permission for a call; null if no call may be sent now. */
    synchronized @Nullable UpstreamCallPermission tryAcquire() {
        return breaker.tryAcquirePermission() ? new UpstreamCallPermission(transitions) : null;
    }

    /** Whether calls are refused until the next trial. */
    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** Held by a call until its result is recorded or the permission is released. */
    final class UpstreamCallPermission {

        private final int acquiredAfter;

        private UpstreamCallPermission(int transitions) {
            this.acquiredAfter = transitions;
        }

        /** Whether the call is the one trial of a half-open breaker: no other call gets a permission. */
        boolean isTrial() {
            synchronized (UpstreamBreaker.this) {
                return isCurrent() && breaker.getState() == CircuitBreaker.State.HALF_OPEN;
            }
        }

        /** Records that the service answered after this time. */
        void recordAnswer(long nanos) {
            synchronized (UpstreamBreaker.this) {
                if (isCurrent()) {
                    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
                }
            }
        }

        /** Records that the service did not answer. */
        void recordFailure(long nanos, Throwable error) {
            synchronized (UpstreamBreaker.this) {
                if (isCurrent()) {
                    breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
                }
            }
        }

        /** Ends the call without a result. */
        void releasePermission() {
            synchronized (UpstreamBreaker.this) {
                if (isCurrent()) {
                    breaker.releasePermission();
                }
            }
        }

        private boolean isCurrent() {
            return acquiredAfter == transitions;
        }
    }
}
