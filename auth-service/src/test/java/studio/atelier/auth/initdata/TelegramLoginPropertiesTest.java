package studio.atelier.auth.initdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TelegramLoginPropertiesTest {

    @Test
    void saysWhatIsMissingWhenNobodyCouldLogIn() {
        assertThatThrownBy(() -> new TelegramLoginProperties("", null, Vectors.PRODUCTION_KEY))
                .hasMessageContaining("ATELIER_TELEGRAM_BOT_TOKEN");
    }

    @Test
    void refusesATokenThatIsNone() {
        assertThatThrownBy(() -> new TelegramLoginProperties("changeme", null, Vectors.PRODUCTION_KEY))
                .hasMessageContaining("does not look like");
    }

    @Test
    void checksByHmacWithATokenAndByTelegramsSignatureWithout() {
        InitDataConfiguration configuration = new InitDataConfiguration();

        assertThat(configuration.signatureCheck(
                        new TelegramLoginProperties(Vectors.C_TOKEN, 42L, Vectors.PRODUCTION_KEY)))
                .isInstanceOf(HmacSignatureCheck.class);
        assertThat(configuration.signatureCheck(new TelegramLoginProperties("", 42L, Vectors.PRODUCTION_KEY)))
                .isInstanceOf(Ed25519SignatureCheck.class);
    }

    @Test
    void neverShowsTheToken() {
        assertThat(new TelegramLoginProperties(Vectors.C_TOKEN, null, Vectors.PRODUCTION_KEY).toString())
                .doesNotContain("TEST");
    }
}
