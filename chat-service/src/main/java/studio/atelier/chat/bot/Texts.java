package studio.atelier.chat.bot;

import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;
import studio.atelier.chat.person.Language;

/** What the bot says, from {@code i18n/bot*.properties}. */
@Component
public class Texts {

    private final ResourceBundleMessageSource source = new ResourceBundleMessageSource();

    Texts() {
        source.setBasename("i18n/bot");
        source.setDefaultEncoding("UTF-8");
        source.setFallbackToSystemLocale(false);
    }

    /** A sentence. */
    public String say(Language language, String key, Object... arguments) {
        return source.getMessage(key, arguments, language.locale());
    }

    /** A number with its noun in the right form: {@code key.one}, {@code key.few} or {@code key.many}. */
    String count(Language language, String key, long number) {
        return say(language, key + "." + Plural.of(language, number).key(), number);
    }
}
