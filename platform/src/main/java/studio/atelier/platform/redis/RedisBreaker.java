package studio.atelier.platform.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;

/** Creates circuit breakers for Redis: after three failures in a row, calls fail at once without reaching it. */
public final class RedisBreaker {

    private static final int FAILURES_UNTIL_OPEN = 3;

    private RedisBreaker() {}

    /** Skips calls for five seconds; then one call is let through as a probe. */
    public static CircuitBreaker create(String name) {
        return create(name, Duration.ofSeconds(5));
    }

    /** Skips calls for this long; then one call is let through as a probe. */
    public static CircuitBreaker create(String name, Duration pause) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES_UNTIL_OPEN)
                        .minimumNumberOfCalls(FAILURES_UNTIL_OPEN)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(pause)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .writableStackTraceEnabled(false)
                        .build());
    }
}
