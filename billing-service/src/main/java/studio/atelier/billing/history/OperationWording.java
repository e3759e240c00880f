package studio.atelier.billing.history;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** What a history item is called, in the person's language. */
@Component
class OperationWording {

    private final ResourceBundleMessageSource texts = new ResourceBundleMessageSource();

    OperationWording() {
        texts.setBasename("i18n/history");
        texts.setDefaultEncoding(StandardCharsets.UTF_8.name());
        texts.setFallbackToSystemLocale(false);
    }

    /** The words for an operation; one that has none keeps its wire name. */
    String describeOperation(String operation, Locale language) {
        String words = texts.getMessage(operation, null, operation, language);
        return words == null ? operation : words;
    }
}
