package studio.atelier.generation.job.web;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import org.springframework.stereotype.Component;
import studio.atelier.generation.job.JobErrorCode;

/** Texts for job error codes, loaded at startup because reading blocks. */
@Component
public class JobErrorMessages {

    private static final String BUNDLE = "i18n.job-errors";
    private static final String ENGLISH = "en";

    /** English is in the bundle without a language; the machine's default locale is ignored. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Map<String, ResourceBundle> byLanguage =
            Map.of(ENGLISH, loadBundle(ENGLISH), "ru", loadBundle("ru"), "uk", loadBundle("uk"));

    private static ResourceBundle loadBundle(String language) {
        return ResourceBundle.getBundle(BUNDLE, Locale.of(language), NO_FALLBACK);
    }

    /** The text for a code; codes of a newer version get the general text. */
    public String findMessage(String code, Locale locale) {
        ResourceBundle texts =
                byLanguage.getOrDefault(locale.getLanguage(), Objects.requireNonNull(byLanguage.get(ENGLISH)));
        return texts.getString(texts.containsKey(code) ? code : JobErrorCode.INTERNAL_ERROR.name());
    }
}
