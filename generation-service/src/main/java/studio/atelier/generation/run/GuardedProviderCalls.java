package studio.atelier.generation.run;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ProviderBreakers;

/** Calls to providers, each timed and guarded by the provider's breaker. */
@Component
class GuardedProviderCalls {

    private final ProviderBreakers breakers;
    private final JobWorkerMetrics metrics;

    GuardedProviderCalls(ProviderBreakers breakers, JobWorkerMetrics metrics) {
        this.breakers = breakers;
        this.metrics = metrics;
    }

    /** Whether the breaker of this route's provider permits calls. */
    boolean mayAsk(JobRun run) {
        return breakers.isClosed(run.route().provider());
    }

    /**
     * Makes the call.
     *
     * @param name what it does, for the dashboards
     */
    <T> Mono<T> makeCall(JobRun run, String name, Mono<T> call) {
        String provider = run.route().provider();
        return metrics.timeCall(provider, name, breakers.guardCall(provider, call));
    }
}
