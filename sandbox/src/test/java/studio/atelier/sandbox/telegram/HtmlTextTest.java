package studio.atelier.sandbox.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class HtmlTextTest {

    @Test
    void takesTagsOutAndResolvesEntities() {
        assertThat(HtmlText.plain("<b>2 &lt; 3</b> &amp; <a href=\"https://t.me\">more</a>"))
                .isEqualTo("2 < 3 & more");
    }

    @Test
    void refusesATagTelegramDoesNotKnow() {
        assertThatExceptionOfType(BotApiException.class)
                .isThrownBy(() -> HtmlText.plain("ä <div>x</div>"))
                .withMessageContaining("Unsupported start tag \"div\" at byte offset 3");
    }

    @Test
    void refusesATagLeftOpen() {
        assertThatExceptionOfType(BotApiException.class)
                .isThrownBy(() -> HtmlText.plain("<b>x"))
                .withMessageContaining("Can't find end tag");
    }
}
