package studio.atelier.chat.person;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages of the bot. */
public enum BotLanguage {
    RU,
    UK,
    EN;

    /** The nearest to an IETF tag such as {@code uk} or {@code en-US}; English if none is near. */
    public static BotLanguage nearestTo(@Nullable String tag) {
        String primary = tag == null ? "" : Locale.forLanguageTag(tag).getLanguage();
        return switch (primary) {
            case "ru" -> RU;
            case "uk" -> UK;
            default -> EN;
        };
    }

    /** The code in events and in the database. */
    public String languageCode() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The locale for texts, numbers and dates. */
    public Locale toLocale() {
        return Locale.of(languageCode());
    }
}
