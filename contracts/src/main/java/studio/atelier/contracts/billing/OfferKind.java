package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.WireNameConverter;

/** What is for sale. */
public enum OfferKind {
    PLAN,
    PACK,
    /** A value of a newer version, unknown to this one. */
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static OfferKind ofWireName(String wireName) {
        return WireNameConverter.parseWireName(OfferKind.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
