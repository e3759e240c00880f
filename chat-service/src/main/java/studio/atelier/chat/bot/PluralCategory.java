package studio.atelier.chat.bot;

import studio.atelier.contracts.WireNameConverter;
import studio.atelier.platform.language.SupportedLanguage;

/** Plural form of a noun after a whole number (Unicode CLDR plural rules). */
enum PluralCategory {
    ONE,
    FEW,
    MANY;

    /** The form for a number that is not negative. */
    static PluralCategory of(SupportedLanguage language, long number) {
        return switch (language) {
            case RU, UK -> ofSlavicNumber(number);
            default -> number == 1 ? ONE : MANY;
        };
    }

    private static PluralCategory ofSlavicNumber(long number) {
        long last = number % 10;
        boolean teen = number % 100 >= 11 && number % 100 <= 14;
        if (!teen && last == 1) {
            return ONE;
        }
        return !teen && last >= 2 && last <= 4 ? FEW : MANY;
    }

    String keySuffix() {
        return WireNameConverter.toWireName(this);
    }
}
