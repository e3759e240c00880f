package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.atelier.contracts.billing.Source;

/** What an account has of each source, as booked. */
public final class SourceBalances {

    private final Map<Source, SourceBalance> balances = new EnumMap<>(Source.class);

    private SourceBalances() {}

    /** Reads the columns {@code sources}, {@code units} and {@code held} of the type {@code account_state}. */
    public static SourceBalances of(Readable row) {
        String[] sources = required(row, "sources", String[].class);
        Long[] units = required(row, "units", Long[].class);
        Long[] held = required(row, "held", Long[].class);
        SourceBalances read = new SourceBalances();
        IntStream.range(0, sources.length)
                .mapToObj(index -> new SourceBalance(Source.ofWireName(sources[index]), units[index], held[index]))
                .forEach(balance -> read.balances.put(balance.source(), balance));
        return read;
    }

    /** Zeros where the account never had any. */
    public SourceBalance get(Source source) {
        return balances.getOrDefault(source, new SourceBalance(source, 0, 0));
    }

    /** Of every source there is, also where the account never had any. */
    public List<SourceBalance> all() {
        return Arrays.stream(Source.values())
                .filter(source -> source != Source.UNKNOWN)
                .map(this::get)
                .toList();
    }

    /**
     * What an account has of one source.
     *
     * @param units all there are, those in open holds included
     * @param held those in open holds
     */
    public record SourceBalance(Source source, long units, long held) {

        /** What can be spent. */
        public long available() {
            return units - held;
        }
    }
}
