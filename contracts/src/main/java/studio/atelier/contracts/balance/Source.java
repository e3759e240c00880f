package studio.atelier.contracts.balance;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.NotInApi;
import studio.atelier.contracts.WireNameConverter;

/** The source of a user's units that pays. */
public enum Source {
    PLAN,
    CREDITS,
    FREE,
    ENERGY,
    DIAMONDS,
    /** A value of a newer version, unknown to this one. */
    @NotInApi
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static Source ofWireName(String wireName) {
        return WireNameConverter.parseWireName(Source.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
