package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.atelier.contracts.balance.Source;

/** An account's booked units by source. */
public final class AccountSourceBalances {

    private final Map<Source, AccountSourceBalance> balances = new EnumMap<>(Source.class);

    private AccountSourceBalances() {}

    /** Reads the columns {@code sources}, {@code units} and {@code held} of the type {@code account_state}. */
    public static AccountSourceBalances of(Readable row) {
        String[] sources = readRequired(row, "sources", String[].class);
        Long[] units = readRequired(row, "units", Long[].class);
        Long[] held = readRequired(row, "held", Long[].class);
        AccountSourceBalances read = new AccountSourceBalances();
        IntStream.range(0, sources.length)
                .mapToObj(
                        index -> new AccountSourceBalance(Source.ofWireName(sources[index]), units[index], held[index]))
                .forEach(balance -> read.balances.put(balance.source(), balance));
        return read;
    }

    /** The balance of a source; zero if the account never had any. */
    public AccountSourceBalance balanceOf(Source source) {
        return balances.getOrDefault(source, new AccountSourceBalance(source, 0, 0));
    }

    /** Balances of all sources, including those the account never had. */
    public List<AccountSourceBalance> listBalances() {
        return Arrays.stream(Source.values())
                .filter(source -> source != Source.UNKNOWN)
                .map(this::balanceOf)
                .toList();
    }

    /**
     * An account's units of one source.
     *
     * @param units all units, including those in open holds
     * @param held units in open holds
     */
    public record AccountSourceBalance(Source source, long units, long held) {

        /** Units that can be spent. */
        public long availableUnits() {
            return units - held;
        }
    }
}
