package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Compares what the ledger keeps more than once: rows with lots, holds and entries. Reads only, locks nothing. */
@Repository
class LedgerAudit {

    private static final int BATCH = 500;
    private static final UUID BEGINNING = new UUID(0, 0);

    /**
     * Of a batch of user accounts, the pots whose figures differ. One statement, so one snapshot. Indexes:
     * account_pkey, entry_account_id_idx (alone), lot_open_idx, hold_open_idx, hold_lot_pkey.
     */
    private static final String BATCH_DIFFERENCES = """
            with batch as materialized (
                select * from account where id > :after order by id limit :limit
            ), entries as (
                select account_id, unit, sum(amount) as units from entry
                 where account_id in (select id from batch where user_id is not null) group by 1, 2
            ), lots as (
                select account_id, source, sum(remaining) as units, sum(held) as held from lot
                 where account_id in (select id from batch) and remaining > 0 group by 1, 2
            ), holds as (
                select account_id, source, sum(hold.amount) as held, sum(named.units) as named
                  from hold, lateral (select sum(amount) as units from hold_lot where hold_id = hold.id) named
                 where account_id in (select id from batch) and status = 'held' group by 1, 2
            )
            select (select id from batch order by id desc limit 1) as last_id, (select count(*) from batch) as size,
                   array_agg(batch.id || ' ' || pot.source) filter (where
                       (pot.units, pot.units, pot.held, pot.held, pot.held) is distinct from
                       (coalesce(entries.units, 0), coalesce(lots.units, 0), coalesce(lots.held, 0),
                        coalesce(holds.held, 0), coalesce(holds.named, 0))) as differing
              from batch
              cross join lateral (values
                  ('plan', plan, plan_held), ('credits', credits, credits_held), ('free', free, free_held),
                  ('energy', energy, energy_held), ('diamonds', diamonds, diamonds_held)) as pot (source, units, held)
              left join entries on entries.account_id = batch.id and entries.unit = pot.source
              left join lots on lots.account_id = batch.id and lots.source = pot.source
              left join holds on holds.account_id = batch.id and holds.source = pot.source
             where batch.user_id is not null
            """;

    /** Units whose entries do not sum to zero. Reads the whole of entry_account_id_idx; for a quiet hour. */
    private static final String UNBALANCED = "select unit from entry group by unit having sum(amount) <> 0";

    private final DatabaseClient database;

    LedgerAudit(DatabaseClient database) {
        this.database = database;
    }

    /** Everything that differs, each as a line for the log: account id and source, or the unit. */
    Flux<String> differences() {
        return accounts().concatWith(units());
    }

    private Flux<String> accounts() {
        return batchAfter(BEGINNING)
                .expand(batch -> batch.size() < BATCH ? Mono.empty() : batchAfter(batch.lastId()))
                .concatMapIterable(Batch::differing);
    }

    private Mono<Batch> batchAfter(UUID id) {
        return database.sql(BATCH_DIFFERENCES)
                .bind("after", id)
                .bind("limit", BATCH)
                .map(LedgerAudit::batch)
                .one();
    }

    private Flux<String> units() {
        return database.sql(UNBALANCED)
                .map(row -> "all accounts " + required(row, "unit", String.class))
                .all();
    }

    private static Batch batch(Readable row) {
        UUID last = row.get("last_id", UUID.class);
        String[] differing = row.get("differing", String[].class);
        return new Batch(
                last == null ? BEGINNING : last,
                required(row, "size", Long.class),
                differing == null ? List.of() : List.of(differing));
    }

    private record Batch(UUID lastId, long size, List<String> differing) {}
}
