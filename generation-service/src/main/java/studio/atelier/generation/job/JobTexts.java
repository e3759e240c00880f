package studio.atelier.generation.job;

import java.util.Locale;
import java.util.ResourceBundle;
import org.springframework.stereotype.Component;

/** The words for why a job failed. */
@Component
class JobTexts {

    private static final String BUNDLE = "i18n.job-errors";

    /** English stands in the bundle without a language; the machine's own language plays no part. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** The sentence for a code; codes of a newer version get the general one. */
    String of(String code, Locale locale) {
        ResourceBundle texts = ResourceBundle.getBundle(BUNDLE, locale, NO_FALLBACK);
        return texts.getString(texts.containsKey(code) ? code : JobError.INTERNAL_ERROR.name());
    }
}
