package studio.atelier.contracts;

import java.util.Locale;

/** Writes enum constants the way our wire formats do ({@code TRY_ON} as {@code try-on}) and reads them tolerantly. */
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
