package studio.atelier.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.platform.language.SupportedLanguage;

class CommonProblemTextsTest {

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void everyProblemHasItsTexts(SupportedLanguage language) throws IOException {
        List<String> wanted = Arrays.stream(CommonProblemCode.values())
                .flatMap(problem -> Stream.of(problem + ".title", problem + ".detail"))
                .toList();

        assertThat(texts(language).stringPropertyNames()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static Properties texts(SupportedLanguage language) throws IOException {
        Properties texts = new Properties();
        String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
        try (InputStream file =
                CommonProblemTextsTest.class.getResourceAsStream("/i18n/platform-problems" + suffix + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
