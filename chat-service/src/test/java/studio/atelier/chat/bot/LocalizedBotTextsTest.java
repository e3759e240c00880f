package studio.atelier.chat.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.chat.person.BotLanguage;

class LocalizedBotTextsTest {

    private final LocalizedBotTexts texts = new LocalizedBotTexts();

    @ParameterizedTest
    @ValueSource(strings = {"_ru", "_uk"})
    void saysEverythingInEveryLanguage(String language) throws IOException {
        Set<String> others =
                keys(language).stream().filter(key -> !key.endsWith(".few")).collect(Collectors.toSet());

        assertThat(others).isEqualTo(keys(""));
        assertThat(keys(language))
                .containsAll(keys("").stream()
                        .filter(key -> key.endsWith(".one"))
                        .map(key -> key.replace(".one", ".few"))
                        .toList());
    }

    @Test
    void countsInEveryLanguage() {
        assertThat(texts.formatCount(BotLanguage.RU, "credits", 1)).isEqualTo("1 кредит");
        assertThat(texts.formatCount(BotLanguage.RU, "credits", 22)).isEqualTo("22 кредита");
        assertThat(texts.formatCount(BotLanguage.UK, "credits", 5)).isEqualTo("5 кредитів");
        assertThat(texts.formatCount(BotLanguage.EN, "credits", 1)).isEqualTo("1 credit");
        assertThat(texts.formatCount(BotLanguage.EN, "actions", 2)).isEqualTo("2 actions");
    }

    private static Set<String> keys(String language) throws IOException {
        Properties properties = new Properties();
        try (InputStream file =
                LocalizedBotTextsTest.class.getResourceAsStream("/i18n/bot" + language + ".properties")) {
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return properties.stringPropertyNames();
    }
}
