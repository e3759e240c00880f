package studio.atelier.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.platform.language.SupportedLanguage;

class TextsTest {

    private static final Control NO_OTHER_LANGUAGE =
            Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    @ParameterizedTest
    @EnumSource(value = SupportedLanguage.class, mode = EnumSource.Mode.EXCLUDE, names = "EN")
    void areThereInEveryLanguage(SupportedLanguage language) {
        for (String name : List.of("problems", "history")) {
            ResourceBundle base = bundle(name, Locale.ROOT);
            ResourceBundle other = bundle(name, language.toLocale());
            assertThat(other.getLocale()).isEqualTo(language.toLocale());
            List<String> untranslated = base.keySet().stream()
                    .filter(key -> base.getString(key).equals(other.getString(key)))
                    .toList();
            assertThat(untranslated).isEmpty();
        }
    }

    private static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle("i18n/" + name, locale, NO_OTHER_LANGUAGE);
    }
}
