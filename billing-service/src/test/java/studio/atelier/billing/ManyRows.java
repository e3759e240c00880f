package studio.atelier.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.connection.SingleConnectionFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.test.TestSpace;

/** A ledger of many users, to check that no interactive query reads a whole table (SPEC X11). */
public final class ManyRows implements AutoCloseable {

    /** A user with an open hold, settled holds and movements. */
    public static final UserId SOMEBODY = new UserId(new UUID(0, 1));

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** 5,000 users with five holds and movements each; one hold in five is open, none is due. */
    private static final List<String> FILL = List.of("""
            insert into account (id, user_id, opened_at, free_month, free_renews_at, next_expiry)
            select id, id, now(), '2026-11', '2026-11-30T21:00:00Z', '2026-11-30T21:00:00Z'
              from (select lpad(to_hex(n), 32, '0')::uuid as id from generate_series(1, 5000) n) people
            """, """
            insert into account_balance (account_id, source, units, held)
            select id, 'free', 10, 2 from account where user_id is not null
            """, """
            insert into lot (account_id, source, granted, remaining, held, granted_at, expires_at)
            select id, 'free', 10, 10, 2, now(), '2026-11-30T21:00:00Z' from account where user_id is not null
            """, """
            insert into hold (id, account_id, status, group_size, unit, funding, amount, purpose, expires_at, source,
                              created_at, ended_at, captured)
            select case when n = 1 then account.id else gen_random_uuid() end, account.id,
                   case when n = 1 then 'held' else 'captured' end, 1, 'actions', 'auto', 2, 'try-on',
                   now() + interval '1 year', 'free', now(), case when n > 1 then now() end,
                   case when n > 1 then 2 else 0 end
              from account, generate_series(1, 5) n where user_id is not null
            """, """
            insert into hold_lot (hold_id, lot_id, amount)
            select hold.id, lot.id, 2 from hold join lot on lot.account_id = hold.account_id
            """, """
            insert into transaction (idempotency_key, account_id, kind, source, amount, created_at)
            select account.id || ':' || n, account.id, 'operator', 'credits', 1, now()
              from account, generate_series(1, 5) n where user_id is not null
            """, """
            insert into entry (transaction_id, account_id, unit, amount)
            select id, account_id, 'credits', 1 from transaction
            """, "analyze");

    private static final String SCANS = """
            select relname || ' ' || seq_scan as scans from pg_stat_user_tables
             where schemaname = current_schema()
               and relname in ('account', 'account_balance', 'lot', 'hold', 'hold_lot', 'transaction', 'entry')
             order by relname
            """;

    private final SingleConnectionFactory connection;
    private final DatabaseClient database;

    private ManyRows(SingleConnectionFactory connection) {
        this.connection = connection;
        this.database = DatabaseClient.create(connection);
    }

    public static ManyRows in(TestSpace space, String schema) {
        PostgresqlConnectionFactory connections = TestSchema.create(space, schema);
        fill(connections);
        return connect(connections);
    }

    /** Uses its own connection, so that no plan cached for empty tables is used. */
    private static void fill(PostgresqlConnectionFactory connections) {
        try (ManyRows rows = connect(connections)) {
            FILL.forEach(sql -> rows.database
                    .sql("set statement_timeout = 0; " + sql)
                    .then()
                    .block(LIMIT));
        }
    }

    private static ManyRows connect(PostgresqlConnectionFactory connections) {
        return new ManyRows(
                new SingleConnectionFactory(connections.create().block(LIMIT), connections.getMetadata(), true));
    }

    public DatabaseClient database() {
        return database;
    }

    /** Fails if the work reads a whole table. */
    public void assertNoTableIsReadWhole(Mono<?> work) {
        List<String> before = scans();
        work.block(LIMIT);
        assertThat(scans()).isEqualTo(before);
    }

    private List<String> scans() {
        database.sql("select pg_stat_force_next_flush()").then().block(LIMIT);
        return database.sql(SCANS)
                .map(row -> row.get("scans", String.class))
                .all()
                .collectList()
                .block(LIMIT);
    }

    @Override
    public void close() {
        connection.destroy();
    }
}
