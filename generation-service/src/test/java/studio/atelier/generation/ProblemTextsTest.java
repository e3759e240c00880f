package studio.atelier.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.web.ProblemCode;

class ProblemTextsTest {

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void everyProblemHasItsTexts(SupportedLanguage language) throws IOException {
        List<String> wanted = new ClassFileImporter()
                .importPackages("studio.atelier.generation").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                        .map(code -> ((ProblemCode) code).name())
                        .flatMap(code -> Stream.of(code + ".title", code + ".detail"))
                        .toList();

        assertThat(wanted).hasSizeGreaterThan(20);
        assertThat(texts(language).stringPropertyNames()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static Properties texts(SupportedLanguage language) throws IOException {
        Properties texts = new Properties();
        String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
        String file = "/i18n/problems" + suffix + ".properties";
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(ProblemTextsTest.class.getResourceAsStream(file), file),
                StandardCharsets.UTF_8)) {
            texts.load(in);
        }
        return texts;
    }
}
