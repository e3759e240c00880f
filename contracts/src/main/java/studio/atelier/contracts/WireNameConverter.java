package studio.atelier.contracts;

import java.util.Locale;

/** Converts enum constants to their wire names ({@code TRY_ON} to {@code try-on}) and back, tolerantly. */
public final class WireNameConverter {

    private WireNameConverter() {}

    /** The wire name of a constant. */
    public static String toWireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant with this wire name, or {@code unknown} if there is none. */
    public static <E extends Enum<E>> E parseWireName(Class<E> type, String wireName, E unknown) {
        for (E constant : type.getEnumConstants()) {
            if (toWireName(constant).equals(wireName)) {
                return constant;
            }
        }
        return unknown;
    }
}
