package studio.atelier.chat.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.platform.language.SupportedLanguage;

class LocalizedBotTextsTest {

    private final LocalizedBotTexts texts = new LocalizedBotTexts();

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void saysEverythingInEveryLanguage(SupportedLanguage language) throws IOException {
        boolean hasFew = PluralCategory.of(language, 2) == PluralCategory.FEW;
        Set<String> wanted = keys(SupportedLanguage.DEFAULT).stream()
                .flatMap(key ->
                        hasFew && key.endsWith(".one") ? Stream.of(key, key.replace(".one", ".few")) : Stream.of(key))
                .collect(Collectors.toSet());

        assertThat(keys(language)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void countsTheUnitsOfEverySourceThatABalanceShows(SupportedLanguage language) {
        assertThat(Source.listPaying(PriceUnit.ACTIONS))
                .filteredOn(Source::isGrantable)
                .allSatisfy(source -> assertThat(texts.formatCount(language, source.wireName(), 7))
                        .contains("7"));
    }

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void describesEveryCommandOnceForTheMenu(SupportedLanguage language) throws IOException {
        assertThat(keys(language))
                .filteredOn(key -> key.startsWith("command."))
                .containsExactlyInAnyOrderElementsOf(Stream.of(BotCommand.values())
                        .map(command -> "command." + command.commandName())
                        .toList());
    }

    @Test
    void countsInEveryLanguage() {
        assertThat(texts.formatCount(SupportedLanguage.RU, "credits", 1)).isEqualTo("1 кредит");
        assertThat(texts.formatCount(SupportedLanguage.RU, "credits", 22)).isEqualTo("22 кредита");
        assertThat(texts.formatCount(SupportedLanguage.UK, "credits", 5)).isEqualTo("5 кредитів");
        assertThat(texts.formatCount(SupportedLanguage.EN, "credits", 1)).isEqualTo("1 credit");
        assertThat(texts.formatCount(SupportedLanguage.EN, "actions", 2)).isEqualTo("2 actions");
    }

    private static Set<String> keys(SupportedLanguage language) throws IOException {
        String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
        Properties properties = new Properties();
        try (InputStream file = LocalizedBotTextsTest.class.getResourceAsStream("/i18n/bot" + suffix + ".properties")) {
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return properties.stringPropertyNames();
    }
}
