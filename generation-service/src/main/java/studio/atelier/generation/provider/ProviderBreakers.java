package studio.atelier.generation.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * A circuit breaker for each provider: when half of its newest calls fail by its own fault, it is not called for a
 * while, so that its failures do not take the slots of others.
 */
@Component
public class ProviderBreakers {

    private static final Logger log = LoggerFactory.getLogger(ProviderBreakers.class);

    private final CircuitBreakerRegistry registry;
    private final MeterRegistry meters;

    ProviderBreakers(BreakerProperties properties, MeterRegistry meters) {
        this.meters = meters;
        this.registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(properties.window())
                .minimumNumberOfCalls(properties.minimumCalls())
                .failureRateThreshold(properties.failureRatePercent())
                .waitDurationInOpenState(properties.openFor())
                .permittedNumberOfCallsInHalfOpenState(properties.trialCalls())
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(ProviderBreakers::isProviderFault)
                .ignoreException(e -> !isProviderFault(e))
                .build());
        registry.getEventPublisher().onEntryAdded(added -> observeBreaker(added.getAddedEntry()));
    }

    /** Makes the call if the provider's breaker permits it, else fails with {@link ProviderException.Suspended}. */
    public <T> Mono<T> guardCall(String provider, Mono<T> call) {
        return call.transformDeferred(CircuitBreakerOperator.of(findBreaker(provider)))
                .onErrorMap(CallNotPermittedException.class, e -> new ProviderException.Suspended("breaker_open"));
    }

    /** The state of the provider's breaker in this process: {@code closed}, {@code open} or {@code half-open}. */
    public String stateOf(String provider) {
        return switch (findBreaker(provider).getState()) {
            case OPEN, FORCED_OPEN -> "open";
            case HALF_OPEN -> "half-open";
            case CLOSED, DISABLED, METRICS_ONLY -> "closed";
        };
    }

    /** Whether calls to the provider are permitted now. */
    public boolean isClosed(String provider) {
        return findBreaker(provider).getState() != CircuitBreaker.State.OPEN;
    }

    private CircuitBreaker findBreaker(String provider) {
        return registry.circuitBreaker(provider);
    }

    private static boolean isProviderFault(Throwable error) {
        return error instanceof ProviderException.Broken
                || error instanceof ProviderException.Unanswered
                || error instanceof ProviderException.Busy
                || error instanceof ProviderException.AccountTrouble;
    }

    private void observeBreaker(CircuitBreaker breaker) {
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn(
                        "Circuit breaker of provider {} changed its state: {}",
                        event.getCircuitBreakerName(),
                        event.getStateTransition()));
        Map.of(
                        "open", CircuitBreaker.State.OPEN,
                        "half_open", CircuitBreaker.State.HALF_OPEN,
                        "closed", CircuitBreaker.State.CLOSED)
                .forEach((name, state) -> Gauge.builder(
                                "atelier.provider.breaker", breaker, b -> b.getState() == state ? 1 : 0)
                        .description("1 for the state the breaker is in")
                        .tag("provider", breaker.getName())
                        .tag("state", name)
                        .register(meters));
    }
}
