package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Compares the ledger's redundant data: rows with lots, holds and entries. Reads only, locks nothing. */
@Repository
class LedgerConsistencyAudit {

    private static final int BATCH = 500;
    private static final UUID BEGINNING = new UUID(0, 0);

    /**
     * The balances in a batch of user accounts whose figures differ. One statement, so one snapshot. Indexes:
     * account_pkey, account_balance_pkey, entry_account_id_idx (alone), lot_open_idx, hold_open_idx, hold_lot_pkey.
     */
    private static final String BATCH_DIFFERENCES = """
            with batch as materialized (
                select id from account where id > :after and user_id is not null order by id limit :limit
            ), figure (account_id, source, units, held, entry_units, lot_units, lot_held, hold_units, named_units) as (
                select account_id, source, units, held, 0, 0, 0, 0, 0 from account_balance
                 where account_id in (select id from batch)
                union all
                select account_id, unit, 0, 0, amount, 0, 0, 0, 0 from entry
                 where account_id in (select id from batch)
                union all
                select account_id, source, 0, 0, 0, remaining, held, 0, 0 from lot
                 where account_id in (select id from batch) and remaining > 0
                union all
                select account_id, source, 0, 0, 0, 0, 0, amount,
                       (select sum(amount) from hold_lot where hold_id = hold.id) from hold
                 where account_id in (select id from batch) and status = 'held'
            ), differing as (
                select account_id, source from figure group by account_id, source
                having (sum(units), sum(units), sum(held), sum(held), sum(held)) is distinct from
                       (sum(entry_units), sum(lot_units), sum(lot_held), sum(hold_units), sum(named_units))
            )
            select (select id from batch order by id desc limit 1) as last_id, (select count(*) from batch) as size,
                   (select array_agg(account_id || ' ' || source) from differing) as differing
            """;

    /** Units whose entries do not sum to zero. Reads all of entry_account_id_idx, so it should run at a quiet hour. */
    private static final String UNBALANCED = "select unit from entry group by unit having sum(amount) <> 0";

    private final DatabaseClient database;

    LedgerConsistencyAudit(DatabaseClient database) {
        this.database = database;
    }

    /** All differences, each as a line for the log: account id and source, or the unit. */
    Flux<String> listDifferences() {
        return listAccountDifferences().concatWith(listUnbalancedUnits());
    }

    private Flux<String> listAccountDifferences() {
        return batchAfter(BEGINNING)
                .expand(batch -> batch.size() < BATCH ? Mono.empty() : batchAfter(batch.lastId()))
                .concatMapIterable(LedgerAuditBatch::differing);
    }

    private Mono<LedgerAuditBatch> batchAfter(UUID id) {
        return database.sql(BATCH_DIFFERENCES)
                .bind("after", id)
                .bind("limit", BATCH)
                .map(LedgerConsistencyAudit::toBatch)
                .one();
    }

    private Flux<String> listUnbalancedUnits() {
        return database.sql(UNBALANCED)
                .map(row -> "all accounts " + readRequired(row, "unit", String.class))
                .all();
    }

    private static LedgerAuditBatch toBatch(Readable row) {
        UUID last = row.get("last_id", UUID.class);
        String[] differing = row.get("differing", String[].class);
        return new LedgerAuditBatch(
                last == null ? BEGINNING : last,
                readRequired(row, "size", Long.class),
                differing == null ? List.of() : List.of(differing));
    }

    private record LedgerAuditBatch(UUID lastId, long size, List<String> differing) {}
}
