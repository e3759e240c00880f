package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;

/** How many failures or slow answers it takes until a service is left alone, and for how long. */
final class Breakers {

    /** How long it is left alone. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private Breakers() {}

    static CircuitBreakerConfig leavesAlone(Duration slowAnswer) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .slowCallDurationThreshold(slowAnswer)
                .slowCallRateThreshold(80)
                .waitDurationInOpenState(PAUSE)
                // The first answer of a service that is back lets everybody through again: of several that asked
                // while it came up, most would still have failed.
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
    }
}
