package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.WireNameConverter;

/** Why a capture or release was refused. */
public enum RefusalReason {
    UNKNOWN_HOLD,
    ALREADY_CAPTURED,
    ALREADY_RELEASED,
    AMOUNT_TOO_LARGE,
    /** A value of a newer version, unknown to this one. */
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static RefusalReason ofWireName(String wireName) {
        return WireNameConverter.parseWireName(RefusalReason.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
