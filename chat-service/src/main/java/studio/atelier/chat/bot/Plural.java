package studio.atelier.chat.bot;

import java.util.Locale;
import studio.atelier.chat.person.Language;

/** Which form of a noun stands behind a whole number (Unicode CLDR plural rules). */
enum Plural {
    ONE,
    FEW,
    MANY;

    /** The form for a number that is not negative. */
    static Plural of(Language language, long number) {
        return switch (language) {
            case EN -> number == 1 ? ONE : MANY;
            case RU, UK -> slavic(number);
        };
    }

    private static Plural slavic(long number) {
        long last = number % 10;
        boolean teen = number % 100 >= 11 && number % 100 <= 14;
        if (!teen && last == 1) {
            return ONE;
        }
        return !teen && last >= 2 && last <= 4 ? FEW : MANY;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
