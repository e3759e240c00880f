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

class JobErrorMessagesTest {

    private final JobErrorMessages texts = new JobErrorMessages();

    @ParameterizedTest
    @EnumSource(JobErrorCode.class)
    void hasWordsForEachErrorInEachLanguage(JobErrorCode error) {
        String english = texts.findMessage(error.name(), Locale.ENGLISH);
        String russian = texts.findMessage(error.name(), Locale.of("ru"));
        String ukrainian = texts.findMessage(error.name(), Locale.of("uk"));

        assertThat(english).isNotEqualTo(russian).contains("Nothing was charged");
        assertThat(russian).isNotEqualTo(ukrainian).contains("Ничего не списано");
        assertThat(ukrainian).contains("Нічого не списано");
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
