package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ResponseStatusException;
import studio.atelier.platform.web.ProblemException;

/** How many failures it takes until a service is left alone, and for how long. */
@Configuration(proxyBeanMethods = false)
class Breakers {

    @Bean
    Customizer<ReactiveResilience4JCircuitBreakerFactory> breakerSettings(UpstreamProperties properties) {
        // The HTTP client's own timeout ends a slow answer; this one only guards against that being forgotten.
        Duration last = properties.responseTimeout().multipliedBy(4);
        return factory -> factory.configureDefault(id -> new Resilience4JConfigBuilder(id)
                .circuitBreakerConfig(leavesAlone())
                .timeLimiterConfig(
                        TimeLimiterConfig.custom().timeoutDuration(last).build())
                .build());
    }

    static CircuitBreakerConfig leavesAlone() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                // The first answer of a service that is back lets everybody through again: of several that asked
                // while it came up, most would still have failed.
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreExceptions(ProblemException.class, ResponseStatusException.class)
                .build();
    }
}
