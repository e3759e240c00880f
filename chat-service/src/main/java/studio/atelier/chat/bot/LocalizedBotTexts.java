package studio.atelier.chat.bot;

import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import studio.atelier.platform.language.LocalizedMessages;
import studio.atelier.platform.language.SupportedLanguage;

/** The bot's texts, from {@code i18n/bot*.properties}. */
@Component
public class LocalizedBotTexts {

    private final MessageSource source = LocalizedMessages.readBundles("i18n/bot");

    /** Formats a text. */
    public String formatText(SupportedLanguage language, String key, Object... arguments) {
        return source.getMessage(key, arguments, language.toLocale());
    }

    /** A number with its noun in the right form: {@code key.one}, {@code key.few} or {@code key.many}. */
    String formatCount(SupportedLanguage language, String key, long number) {
        return formatText(
                language, key + "." + PluralCategory.of(language, number).keySuffix(), number);
    }
}
