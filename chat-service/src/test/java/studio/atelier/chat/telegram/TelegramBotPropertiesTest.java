package studio.atelier.chat.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramBotPropertiesTest {

    private static final String LIVE = "https://api.telegram.org";

    @ParameterizedTest
    @ValueSource(strings = {"", "fifteen_letters", "sixteen letters!"})
    void wantsASecretForABotThatNobodyGuesses(String secret) {
        assertThatThrownBy(() -> properties("42:TEST", secret, LIVE, "https://a.example"))
                .hasMessageContaining("ATELIER_TELEGRAM_WEBHOOK_SECRET must be 16 to 256");
    }

    @Test
    void wantsNoSecretWithoutABot() {
        assertThat(properties("", "", LIVE, "https://a.example").isEnabled()).isFalse();
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
        assertThat(properties("42:TEST", "s3cret_of_sixteen", LIVE, "https://a.example")
                        .toString())
                .doesNotContain("TEST")
                .doesNotContain("s3cret_of_sixteen");
    }

    private static TelegramBotProperties properties(String token, String secret, String api, String publicUrl) {
        return new TelegramBotProperties(
                token, URI.create(api), secret, URI.create(publicUrl), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }
}
