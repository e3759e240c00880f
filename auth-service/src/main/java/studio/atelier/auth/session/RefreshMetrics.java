package studio.atelier.auth.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;
import studio.atelier.platform.web.ProblemException;

/** Counts refreshes by outcome, as {@code atelier.auth.refreshes}. */
@Component
class RefreshMetrics {

    private final MeterRegistry registry;

    RefreshMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void refreshed() {
        counter("refreshed").increment();
    }

    void refused(ProblemException problem) {
        counter(problem.code().name().toLowerCase(Locale.ROOT)).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("atelier.auth.refreshes")
                .description("Refreshes of access tokens by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
