package studio.atelier.generation.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.platform.language.SupportedLanguage;

class JobErrorMessagesTest {

    private final JobErrorMessages texts = new JobErrorMessages();

    @ParameterizedTest
    @EnumSource(JobErrorCode.class)
    void hasWordsForEachErrorInEachLanguage(JobErrorCode error) {
        List<String> words = Arrays.stream(SupportedLanguage.values())
                .map(language -> texts.findMessage(error.name(), language.toLocale()))
                .toList();

        assertThat(words)
                .doesNotHaveDuplicates()
                .anyMatch(text -> text.contains("Nothing was charged"))
                .anyMatch(text -> text.contains("Ничего не списано"))
                .anyMatch(text -> text.contains("Нічого не списано"));
    }

    @Test
    void hasNoWordsForErrorsThatAreNotThere() {
        List<String> codes =
                Arrays.stream(JobErrorCode.values()).map(Enum::name).toList();

        assertThat(ResourceBundle.getBundle("i18n.job-errors").keySet()).containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void saysSomethingSensibleForACodeOfANewerVersion() {
        assertThat(texts.findMessage("MOON_IN_THE_WAY", Locale.of("ru"))).contains("пошло не так");
    }
}
