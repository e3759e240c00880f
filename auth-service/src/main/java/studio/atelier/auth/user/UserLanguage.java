package studio.atelier.auth.user;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The supported languages. */
public enum UserLanguage {
    RU,
    UK,
    EN;

    /** The language with exactly this code. */
    @JsonCreator
    public static UserLanguage ofCode(String code) {
        for (UserLanguage language : values()) {
            if (language.languageCode().equals(code)) {
                return language;
            }
        }
        throw new IllegalArgumentException("Language is not supported");
    }

    /** The nearest to an IETF tag from Telegram, such as {@code uk} or {@code en-US}; English if none is near. */
    public static UserLanguage nearestTo(@Nullable String tag) {
        String primary = tag == null ? "" : Locale.forLanguageTag(tag).getLanguage();
        return switch (primary) {
            case "ru" -> RU;
            case "uk" -> UK;
            default -> EN;
        };
    }

    /** The code in the API and the database: {@code ru}, {@code uk} or {@code en}. */
    @JsonValue
    public String languageCode() {
        return name().toLowerCase(Locale.ROOT);
    }
}
