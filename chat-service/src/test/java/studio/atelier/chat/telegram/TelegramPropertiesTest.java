package studio.atelier.chat.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TelegramPropertiesTest {

    private static final String LIVE = "https://api.telegram.org";

    @Test
    void wantsASecretForABot() {
        assertThatThrownBy(() -> properties("42:TEST", "", LIVE, "https://a.example"))
                .hasMessageContaining("ATELIER_TELEGRAM_WEBHOOK_SECRET");
        assertThat(properties("", "", LIVE, "https://a.example").enabled()).isFalse();
    }

    @Test
    void opensTheMiniAppInPlaceWhereTelegramAllowsIt() {
        assertThat(properties("", "", LIVE, "https://a.example").opensMiniApp()).isTrue();
        assertThat(properties("", "", LIVE, "http://localhost:8080").opensMiniApp())
                .isFalse();
        assertThat(properties("", "", "http://localhost:8090/telegram", "http://localhost:8080")
                        .opensMiniApp())
                .isTrue();
    }

    @Test
    void showsNoSecret() {
        assertThat(properties("42:TEST", "s3cret", LIVE, "https://a.example").toString())
                .doesNotContain("TEST")
                .doesNotContain("s3cret");
    }

    private static TelegramProperties properties(String token, String secret, String api, String publicUrl) {
        return new TelegramProperties(token, URI.create(api), secret, URI.create(publicUrl), Duration.ofSeconds(1));
    }
}
