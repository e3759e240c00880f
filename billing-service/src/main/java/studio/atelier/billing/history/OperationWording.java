package studio.atelier.billing.history;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import studio.atelier.platform.language.LocalizedMessages;

/** Names of history items, in the user's language. */
@Component
class OperationWording {

    private final MessageSource texts = LocalizedMessages.readBundles("i18n/history");

    /** The name of an operation; its wire name if there is no text for it. */
    String describeOperation(String operation, Locale language) {
        String words = texts.getMessage(operation, null, operation, language);
        return words == null ? operation : words;
    }
}
