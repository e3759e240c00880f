package studio.atelier.platform.language;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.ClassPathResource;

/** Texts from {@code .properties} files in UTF-8. */
public final class LocalizedMessages {

    private LocalizedMessages() {}

    /**
     * Reads bundles of texts in every language, all at once, because reading blocks. A text that has no translation is
     * in {@link SupportedLanguage#DEFAULT}, whatever the language of the machine.
     *
     * @param names such as {@code i18n/problems}; earlier bundles take precedence
     * @throws IllegalStateException if a bundle has no file for a language
     */
    public static MessageSource readBundles(String... names) {
        for (String name : names) {
            requireEveryLanguage(name);
        }
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames(names);
        messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
        messages.setFallbackToSystemLocale(false);
        for (SupportedLanguage language : SupportedLanguage.values()) {
            messages.getMessage("", null, "", language.toLocale());
        }
        return messages;
    }

    /** Spring only warns of a missing bundle, and takes the texts of another language for a missing translation. */
    private static void requireEveryLanguage(String name) {
        for (SupportedLanguage language : SupportedLanguage.values()) {
            String suffix = language == SupportedLanguage.DEFAULT ? "" : "_" + language.languageCode();
            String file = name + suffix + ".properties";
            if (!new ClassPathResource(file).exists()) {
                throw new IllegalStateException("There are no texts in %s: add src/main/resources/%s"
                        .formatted(language.toLocale().getDisplayLanguage(Locale.ENGLISH), file));
            }
        }
    }
}
