package studio.atelier.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    private static final Control NO_OTHER_LANGUAGE =
            Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    @ParameterizedTest
    @CsvSource({"problems, ru", "problems, uk", "history, ru", "history, uk"})
    void areThereInEveryLanguage(String name, String language) {
        ResourceBundle base = bundle(name, Locale.ROOT);
        ResourceBundle other = bundle(name, Locale.of(language));
        assertThat(other.getLocale().getLanguage()).isEqualTo(language);
        List<String> untranslated = base.keySet().stream()
                .filter(key -> base.getString(key).equals(other.getString(key)))
                .toList();
        assertThat(untranslated).isEmpty();
    }

    private static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle("i18n/" + name, locale, NO_OTHER_LANGUAGE);
    }
}
