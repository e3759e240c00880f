package studio.atelier.billing.operator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import studio.atelier.contracts.balance.Source;

/** A source whose units an operator may give or take. */
record GrantableUnit(Source source) {

    GrantableUnit {
        if (!source.isGrantable()) {
            throw new IllegalArgumentException("Units of this source cannot be granted");
        }
    }

    /** Parses the name in any case. */
    @JsonCreator
    static GrantableUnit ofName(String name) {
        return new GrantableUnit(Source.ofWireName(name.toLowerCase(Locale.ROOT)));
    }

    @JsonValue
    String wireName() {
        return source.wireName();
    }
}
