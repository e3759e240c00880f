package studio.atelier.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * An amount of roubles, exact.
 *
 * @param value hundredths of a rouble; never negative
 */
public record Kopecks(@JsonValue long value) {

    /** Wraps a number of kopecks. */
    @JsonCreator
    public Kopecks {
        if (value < 0) {
            throw new IllegalArgumentException("An amount cannot be negative: " + value);
        }
    }

    /** The amount in roubles with two decimals, as YooKassa and the public API write it: {@code 199.00}. */
    public String toRoubles() {
        return BigDecimal.valueOf(value, 2).toPlainString();
    }
}
