package studio.atelier.platform.language;

import java.nio.charset.StandardCharsets;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Texts from {@code .properties} files in UTF-8. */
public final class LocalizedMessages {

    private LocalizedMessages() {}

    /**
     * Reads bundles of texts in every language, all at once, because reading blocks. A text that has no translation is
     * in {@link SupportedLanguage#DEFAULT}, whatever the language of the machine.
     *
     * @param names such as {@code i18n/problems}; earlier bundles take precedence
     */
    public static MessageSource readBundles(String... names) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames(names);
        messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
        messages.setFallbackToSystemLocale(false);
        for (SupportedLanguage language : SupportedLanguage.values()) {
            messages.getMessage("", null, "", language.toLocale());
        }
        return messages;
    }
}
