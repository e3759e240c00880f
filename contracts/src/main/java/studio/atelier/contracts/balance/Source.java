package studio.atelier.contracts.balance;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import studio.atelier.contracts.NotInApi;
import studio.atelier.contracts.WireNameConverter;

/**
 * The source of a user's units that pays. This is the services' only list of sources; the order of those with the same
 * unit is that in which they pay. Two more lists are tied to it: {@code R__ledger_sources.sql} of billing by tests, and
 * the Mini App's {@code sources.ts} by the API's types. A pack cannot be of a source that renews, which
 * {@code product_unit_check} in billing's {@code V001__create_schema.sql} names.
 */
public enum Source {
    /** The subscription's actions of this period. */
    PLAN(PriceUnit.ACTIONS, false),
    CREDITS(PriceUnit.ACTIONS, true),
    /** The free quota of this calendar month. */
    FREE(PriceUnit.ACTIONS, false),
    ENERGY(PriceUnit.ENERGY, true),
    DIAMONDS(PriceUnit.DIAMONDS, true),
    /** A value of a newer version, unknown to this one. */
    @NotInApi
    UNKNOWN(PriceUnit.UNKNOWN, false);

    private static final List<Source> GRANTABLE =
            Stream.of(values()).filter(Source::isGrantable).toList();

    private final PriceUnit unit;
    private final boolean grantable;

    Source(PriceUnit unit, boolean grantable) {
        this.unit = unit;
        this.grantable = grantable;
    }

    /** Reads the wire name; an unknown name becomes {@link #UNKNOWN}. */
    @JsonCreator
    public static Source ofWireName(String wireName) {
        return WireNameConverter.parseWireName(Source.class, wireName, UNKNOWN);
    }

    /** The sources that are {@linkplain #isGrantable() grantable}. */
    public static List<Source> listGrantable() {
        return GRANTABLE;
    }

    /** The sources that pay prices in this unit, in the order in which they pay. */
    public static List<Source> listPaying(PriceUnit unit) {
        return unit == PriceUnit.UNKNOWN
                ? List.of()
                : Stream.of(values()).filter(source -> source.unit == unit).toList();
    }

    /** The unit of the prices that it pays. */
    public PriceUnit unit() {
        return unit;
    }

    /**
     * Whether an operator may grant and take its units. A {@link Balance} lists these sources by name; the others renew
     * and have a part of their own in it.
     */
    public boolean isGrantable() {
        return grantable;
    }

    /** The name on the wire: lower case, words joined by hyphens. */
    @JsonValue
    public String wireName() {
        return WireNameConverter.toWireName(this);
    }
}
