package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.WireNameConverter;

/** Why a hold could not be settled as asked. */
public enum RefusalReason {
    UNKNOWN_HOLD,
    ALREADY_CAPTURED,
    ALREADY_RELEASED,
    AMOUNT_TOO_LARGE,
    /** A value of a newer version, which this one does not know. */
    UNKNOWN;

    /** Reads the wire name; one that is not known is {@link #UNKNOWN}. */
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
