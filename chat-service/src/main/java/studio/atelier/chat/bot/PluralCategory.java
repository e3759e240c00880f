package studio.atelier.chat.bot;

import studio.atelier.chat.person.BotLanguage;
import studio.atelier.contracts.WireNameConverter;

/** Plural form of a noun after a whole number (Unicode CLDR plural rules). */
enum PluralCategory {
    ONE,
    FEW,
    MANY;

    /** The form for a number that is not negative. */
    static PluralCategory of(BotLanguage language, long number) {
        return switch (language) {
            case EN -> number == 1 ? ONE : MANY;
            case RU, UK -> ofSlavicNumber(number);
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
