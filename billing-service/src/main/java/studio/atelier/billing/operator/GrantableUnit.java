package studio.atelier.billing.operator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import studio.atelier.contracts.balance.Source;

/** Units that an operator may give or take. */
enum GrantableUnit {
    CREDITS(Source.CREDITS),
    ENERGY(Source.ENERGY),
    DIAMONDS(Source.DIAMONDS);

    private final Source source;

    GrantableUnit(Source source) {
        this.source = source;
    }

    /** Parses the name in any case. */
    @JsonCreator
    static GrantableUnit ofName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    String wireName() {
        return source.wireName();
    }

    Source source() {
        return source;
    }
}
