package studio.atelier.contracts.billing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import studio.atelier.contracts.WireNameConverter;

/** Why no hold was placed. */
public enum DeclineReason {
    INSUFFICIENT_FUNDS,
    QUOTE_CHANGED,
    RELEASED_BEFORE,
    CONTENT_MISMATCH,
    ACCOUNT_CLOSED,
    /** A value of a newer version, unknown to this one. */
    UNKNOWN;

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static DeclineReason ofWireName(String wireName) {
        return WireNameConverter.parseWireName(DeclineReason.class, wireName, UNKNOWN);
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
