package studio.atelier.auth.login;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;
import studio.atelier.platform.web.ProblemException;

/** Counts logins by outcome, as {@code atelier.auth.logins}. */
@Component
class LoginMetrics {

    private final MeterRegistry registry;

    LoginMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void succeeded() {
        count("success");
    }

    void failed(Throwable error) {
        count(
                error instanceof ProblemException problem
                        ? problem.code().name().toLowerCase(Locale.ROOT)
                        : "internal_error");
    }

    private void count(String outcome) {
        Counter.builder("atelier.auth.logins")
                .description("Logins by outcome")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
