package studio.atelier.contracts.balance;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user can spend now. Held units are listed separately and not included.
 *
 * @param units of each {@linkplain Source#isGrantable() grantable} source; in JSON each is a member, named after the
 *     source
 * @param plan the active subscription, or null
 * @param free the free quota of this calendar month
 */
public record Balance(
        @JsonAnyGetter Map<Source, Long> units,
        @Nullable SubscriptionBalance plan,
        FreeQuotaBalance free,
        HeldUnitsBalance held) {

    /** A source that is not named has no units. */
    public Balance {
        units = unitsOfEach(units);
    }

    @JsonCreator
    static Balance ofMembers(
            @JsonProperty("plan") @Nullable SubscriptionBalance plan,
            @JsonProperty("free") FreeQuotaBalance free,
            @JsonProperty("held") HeldUnitsBalance held,
            @JsonAnySetter @Nullable Map<String, Object> units) {
        return new Balance(readUnits(units), plan, free, held);
    }

    /** The units of a source that can be spent now. */
    public long availableUnits(Source source) {
        return switch (source) {
            case PLAN -> plan == null ? 0 : plan.actionsLeft();
            case FREE -> free.actionsLeft();
            default -> units.getOrDefault(source, 0L);
        };
    }

    private static Map<Source, Long> unitsOfEach(Map<Source, Long> units) {
        Map<Source, Long> all = new EnumMap<>(Source.class);
        Source.listGrantable().forEach(source -> all.put(source, units.getOrDefault(source, 0L)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * Skips members that this version does not know.
     *
     * @throws IllegalArgumentException if the units of a source are no whole number
     */
    private static Map<Source, Long> readUnits(@Nullable Map<String, Object> members) {
        Map<Source, Long> read = new EnumMap<>(Source.class);
        if (members != null) {
            members.forEach((name, value) -> {
                Source source = Source.ofWireName(name);
                if (source != Source.UNKNOWN) {
                    read.put(source, toUnits(name, value));
                }
            });
        }
        return read;
    }

    private static long toUnits(String name, @Nullable Object value) {
        return switch (value) {
            case Integer units -> units;
            case Long units -> units;
            case null, default -> throw new IllegalArgumentException("The units of " + name + " are no whole number");
        };
    }

    /** The active subscription and what it has left in this period. */
    public record SubscriptionBalance(String code, long actionsLeft, Instant renewsAt) {}

    /** What the free quota has left this month. */
    public record FreeQuotaBalance(long actionsLeft, Instant renewsAt) {}

    /**
     * Units in open holds.
     *
     * @param units of each grantable source, as in {@link Balance}
     * @param actions those of the plan and of the free quota together
     */
    public record HeldUnitsBalance(@JsonAnyGetter Map<Source, Long> units, long actions) {

        /** A source that is not named has no held units. */
        public HeldUnitsBalance {
            units = unitsOfEach(units);
        }

        @JsonCreator
        static HeldUnitsBalance ofMembers(
                @JsonProperty("actions") long actions, @JsonAnySetter @Nullable Map<String, Object> units) {
            return new HeldUnitsBalance(readUnits(units), actions);
        }
    }
}
