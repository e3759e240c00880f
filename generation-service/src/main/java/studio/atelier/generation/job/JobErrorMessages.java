package studio.atelier.generation.job;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import org.springframework.stereotype.Component;

/** The words for why a job failed, read at the start, since reading blocks. */
@Component
public class JobErrorMessages {

    private static final String BUNDLE = "i18n.job-errors";
    private static final String ENGLISH = "en";

    /** English stands in the bundle without a language; the machine's own language plays no part. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Map<String, ResourceBundle> byLanguage =
            Map.of(ENGLISH, loadBundle(ENGLISH), "ru", loadBundle("ru"), "uk", loadBundle("uk"));

    private static ResourceBundle loadBundle(String language) {
        return ResourceBundle.getBundle(BUNDLE, Locale.of(language), NO_FALLBACK);
    }

    /** The sentence for a code; codes of a newer version get the general one. */
    public String findMessage(String code, Locale locale) {
        ResourceBundle texts =
                byLanguage.getOrDefault(locale.getLanguage(), Objects.requireNonNull(byLanguage.get(ENGLISH)));
        return texts.getString(texts.containsKey(code) ? code : JobErrorCode.INTERNAL_ERROR.name());
    }
}
