package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.WireNameConverter;

/** Whether the user left the source to us or asked for the free quota. */
public enum Funding {
    AUTO,
    FREE,
    /** A value of a newer version, which this one does not know. */
    UNKNOWN;

    /** Reads the wire name; one that is not known is {@link #UNKNOWN}. */
    @JsonCreator
    public static Funding ofWireName(String wireName) {
        return WireNameConverter.parseWireName(Funding.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
