package studio.atelier.platform.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalizedMessagesTest {

    private static final ClassLoader CLASSES = LocalizedMessagesTest.class.getClassLoader();

    @TempDir
    private Path resources;

    @BeforeEach
    void addTextsInEveryLanguage() throws IOException {
        for (SupportedLanguage language : SupportedLanguage.values()) {
            Files.writeString(fileOf(language), "greeting=" + language.languageCode());
        }
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {resources.toUri().toURL()}, CLASSES));
    }

    @AfterEach
    void removeTexts() {
        Thread.currentThread().setContextClassLoader(CLASSES);
    }

    @Test
    void readsEveryLanguage() {
        assertThat(Stream.of(SupportedLanguage.values()))
                .allSatisfy(language -> assertThat(LocalizedMessages.readBundles("greetings")
                                .getMessage("greeting", null, language.toLocale()))
                        .isEqualTo(language.languageCode()));
    }

    @ParameterizedTest
    @EnumSource(SupportedLanguage.class)
    void failsWithoutTheFileOfALanguage(SupportedLanguage language) throws IOException {
        Files.delete(fileOf(language));

        assertThatThrownBy(() -> LocalizedMessages.readBundles("greetings"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(fileOf(language).getFileName().toString());
    }

    private Path fileOf(SupportedLanguage language) {
        String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
        return resources.resolve("greetings" + suffix + ".properties");
    }
}
