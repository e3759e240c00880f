package studio.atelier.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.web.ProblemCode;

class ProblemTextsTest {

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void everyProblemHasItsTexts(SupportedLanguage language) throws IOException {
        List<String> wanted = new ClassFileImporter()
                .importPackages("studio.atelier.chat").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> List.of(type.getEnumConstants()).stream())
                        .map(code -> ((ProblemCode) code).name())
                        .flatMap(code -> List.of(code + ".title", code + ".detail").stream())
                        .toList();

        assertThat(wanted).isNotEmpty();
        assertThat(texts(language).stringPropertyNames()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static Properties texts(SupportedLanguage language) throws IOException {
        Properties texts = new Properties();
        String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
        try (InputStream file = ProblemTextsTest.class.getResourceAsStream("/i18n/problems" + suffix + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
