package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.NotInApi;
import studio.atelier.contracts.WireNameConverter;

/** Whether billing chooses the source or the user requested the free quota. */
public enum Funding {
    AUTO,
    FREE,
    /** A value of a newer version, unknown to this one. */
    @NotInApi
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
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
