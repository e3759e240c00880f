package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TelegramPropertiesTest {

    @Test
    void saysWhatIsMissingWhenNobodyCouldLogIn() {
        assertThatThrownBy(() -> new TelegramProperties("", null, Vectors.PRODUCTION_KEY))
                .hasMessageContaining("ATELIER_TELEGRAM_BOT_TOKEN");
    }

    @Test
    void refusesATokenThatIsNone() {
        assertThatThrownBy(() -> new TelegramProperties("changeme", null, Vectors.PRODUCTION_KEY))
                .hasMessageContaining("does not look like");
    }

    @Test
    void checksByHmacWithATokenAndByTelegramsSignatureWithout() {
        InitDataConfiguration configuration = new InitDataConfiguration();

        assertThat(configuration.signatureCheck(new TelegramProperties(Vectors.C_TOKEN, 42L, Vectors.PRODUCTION_KEY)))
                .isInstanceOf(HmacCheck.class);
        assertThat(configuration.signatureCheck(new TelegramProperties("", 42L, Vectors.PRODUCTION_KEY)))
                .isInstanceOf(Ed25519Check.class);
    }

    @Test
    void neverShowsTheToken() {
        assertThat(new TelegramProperties(Vectors.C_TOKEN, null, Vectors.PRODUCTION_KEY).toString())
                .doesNotContain("TEST");
    }
}
