package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTextsTest {

    private final JobTexts texts = new JobTexts();

    @ParameterizedTest
    @EnumSource(JobError.class)
    void hasWordsForEachErrorInEachLanguage(JobError error) {
        String english = texts.of(error.name(), Locale.ENGLISH);
        String russian = texts.of(error.name(), Locale.of("ru"));
        String ukrainian = texts.of(error.name(), Locale.of("uk"));

        assertThat(english).isNotEqualTo(russian).contains("Nothing was charged");
        assertThat(russian).isNotEqualTo(ukrainian).contains("Ничего не списано");
        assertThat(ukrainian).contains("Нічого не списано");
    }

    @Test
    void hasNoWordsForErrorsThatAreNotThere() {
        List<String> codes = Arrays.stream(JobError.values()).map(Enum::name).toList();

        assertThat(ResourceBundle.getBundle("i18n.job-errors").keySet()).containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void saysSomethingSensibleForACodeOfANewerVersion() {
        assertThat(texts.of("MOON_IN_THE_WAY", Locale.of("ru"))).contains("пошло не так");
    }
}
