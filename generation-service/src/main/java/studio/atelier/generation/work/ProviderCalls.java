package studio.atelier.generation.work;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.Breakers;

/** Calls to providers, each timed and let through by the provider's breaker. */
@Component
class ProviderCalls {

    private final Breakers breakers;
    private final WorkMetrics metrics;

    ProviderCalls(Breakers breakers, WorkMetrics metrics) {
        this.breakers = breakers;
        this.metrics = metrics;
    }

    /** Whether the provider of this route is being asked at all. */
    boolean mayAsk(Run run) {
        return breakers.closed(run.route().provider());
    }

    /**
     * Makes the call.
     *
     * @param name what it does, for the dashboards
     */
    <T> Mono<T> make(Run run, String name, Mono<T> call) {
        String provider = run.route().provider();
        return metrics.timed(provider, name, breakers.guard(provider, call));
    }
}
