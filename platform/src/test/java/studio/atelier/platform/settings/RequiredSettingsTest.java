package studio.atelier.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

class RequiredSettingsTest {

    private final MockEnvironment environment = new MockEnvironment();

    RequiredSettingsTest() {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "Config resource 'application.yml'",
                        Map.of(
                                "atelier.database.password", "${ATELIER_AUTH_DATABASE_PASSWORD}",
                                "atelier.telegram.bot-token", "${ATELIER_TELEGRAM_BOT_TOKEN}",
                                "atelier.postgres.host", "${ATELIER_POSTGRES_HOST:localhost}")));
    }

    @Test
    void namesEveryVariableThatIsMissing() {
        assertThat(new RequiredSettings(environment).listComplaints())
                .containsExactlyInAnyOrder(
                        "ATELIER_AUTH_DATABASE_PASSWORD is not set (it fills atelier.database.password)",
                        "ATELIER_TELEGRAM_BOT_TOKEN is not set (it fills atelier.telegram.bot-token)");
    }

    @Test
    void takesNoPlaceholderForASecret() {
        environment.setProperty("ATELIER_AUTH_DATABASE_PASSWORD", "change-me");
        environment.setProperty("ATELIER_TELEGRAM_BOT_TOKEN", "<your token>");
        assertThat(new RequiredSettings(environment).listComplaints())
                .hasSize(2)
                .allMatch(complaint -> complaint.contains("placeholder"));
    }

    @Test
    void takesNoShortSecret() {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "Config resource 'chat.yml'",
                        Map.of("atelier.telegram.webhook-secret", "${ATELIER_TELEGRAM_WEBHOOK_SECRET:}")));
        environment.setProperty("atelier.database.password", "short");
        environment.setProperty("ATELIER_TELEGRAM_BOT_TOKEN", "1:abc");
        environment.setProperty("ATELIER_TELEGRAM_WEBHOOK_SECRET", "fifteen-letters ");
        assertThat(new RequiredSettings(environment).listComplaints())
                .singleElement()
                .asString()
                .startsWith("ATELIER_TELEGRAM_WEBHOOK_SECRET is too short: it needs at least 16 characters");

        environment.setProperty("ATELIER_TELEGRAM_WEBHOOK_SECRET", "sixteen--letters");
        assertThat(new RequiredSettings(environment).listComplaints()).isEmpty();
    }

    @Test
    void takesAnyTextForWhatIsNoSecretAndAShortKeyToSomebodyElse() {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "Config resource 'generation.yml'", Map.of("atelier.kie.api-key", "${ATELIER_KIE_API_KEY}")));
        environment.setProperty("atelier.database.password", "s3cr3t-enough");
        environment.setProperty("ATELIER_TELEGRAM_BOT_TOKEN", "1:abc");
        environment.setProperty("ATELIER_POSTGRES_HOST", "example.org");
        environment.setProperty("ATELIER_KIE_API_KEY", "short");
        assertThat(new RequiredSettings(environment).listComplaints()).isEmpty();
    }

    @Test
    void isContentWithWhatIsSetElsewhere() {
        environment.setProperty("atelier.database.password", "s3cr3t-enough");
        environment.setProperty("ATELIER_TELEGRAM_BOT_TOKEN", "1:abc");
        assertThat(new RequiredSettings(environment).listComplaints()).isEmpty();
    }

    @Test
    void saysPlainlyWhatToDo() {
        IncompleteSettingsException problem =
                new IncompleteSettingsException(new RequiredSettings(environment).listComplaints());
        FailureAnalysis analysis = new IncompleteSettingsFailureAnalyzer().analyze(problem);
        assertThat(analysis.getDescription())
                .contains("does not start half-configured")
                .contains("- ATELIER_TELEGRAM_BOT_TOKEN is not set");
        assertThat(analysis.getAction()).contains(".env.example");
    }
}
