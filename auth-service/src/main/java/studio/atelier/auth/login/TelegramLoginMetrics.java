package studio.atelier.auth.login;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;
import studio.atelier.platform.web.ProblemException;

/** Counts logins by outcome, as {@code atelier.auth.logins}. */
@Component
class TelegramLoginMetrics {

    private final MeterRegistry registry;

    TelegramLoginMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void countSuccess() {
        countOutcome("success");
    }

    void countFailure(Throwable error) {
        countOutcome(
                error instanceof ProblemException problem
                        ? problem.problemCode().name().toLowerCase(Locale.ROOT)
                        : "internal_error");
    }

    private void countOutcome(String outcome) {
        Counter.builder("atelier.auth.logins")
                .description("Logins by outcome")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
