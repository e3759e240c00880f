package studio.atelier.generation.operation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import studio.atelier.contracts.WireNameConverter;

/** The kinds of item that can be tried on. */
public enum TryOnItemCategory {
    UPPER_BODY,
    LOWER_BODY,
    DRESS,
    SHOES,
    HEADWEAR,
    GLASSES,
    BAG,
    JEWELLERY,
    WATCH;

    /** The name on the wire, such as {@code upper-body}. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }

    static Optional<TryOnItemCategory> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(category -> category.wireName().equals(wireName))
                .findFirst();
    }
}
