package studio.atelier.platform.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Describes the missing settings. Registered in {@code META-INF/spring.factories}. */
final class IncompleteSettingsFailureAnalyzer extends AbstractFailureAnalyzer<IncompleteSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IncompleteSettingsException cause) {
        return new FailureAnalysis(
                "The service does not start half-configured:\n\n  - " + String.join("\n  - ", cause.complaints()),
                "Set these in the environment or in .env; .env.example lists every variable, "
                        + "and ./atelier doctor checks them.",
                cause);
    }
}
