package studio.atelier.billing.history;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** Names of history items, in the user's language. */
@Component
class OperationWording {

    private final ResourceBundleMessageSource texts = new ResourceBundleMessageSource();

    OperationWording() {
        texts.setBasename("i18n/history");
        texts.setDefaultEncoding(StandardCharsets.UTF_8.name());
        texts.setFallbackToSystemLocale(false);
    }

    /** The name of an operation; its wire name if there is no text for it. */
    String describeOperation(String operation, Locale language) {
        String words = texts.getMessage(operation, null, operation, language);
        return words == null ? operation : words;
    }
}
