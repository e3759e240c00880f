package studio.atelier.contracts.balance;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.NotInApi;
import studio.atelier.contracts.WireNameConverter;

/** The unit of a price. ACTIONS are paid from a plan, credits or the free quota, whichever comes first. */
public enum PriceUnit {
    ACTIONS,
    ENERGY,
    DIAMONDS,
    /** A value of a newer version, unknown to this one. */
    @NotInApi
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static PriceUnit ofWireName(String wireName) {
        return WireNameConverter.parseWireName(PriceUnit.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
