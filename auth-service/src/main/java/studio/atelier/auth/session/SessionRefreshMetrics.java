package studio.atelier.auth.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;
import studio.atelier.platform.web.ProblemException;

/** Counts refreshes by outcome, as {@code atelier.auth.refreshes}. */
@Component
class SessionRefreshMetrics {

    private final MeterRegistry registry;

    SessionRefreshMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void countRefreshed() {
        registerCounter("refreshed").increment();
    }

    void countRefused(ProblemException problem) {
        registerCounter(problem.problemCode().name().toLowerCase(Locale.ROOT)).increment();
    }

    private Counter registerCounter(String outcome) {
        return Counter.builder("atelier.auth.refreshes")
                .description("Refreshes of access tokens by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
