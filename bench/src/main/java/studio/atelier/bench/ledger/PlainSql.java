package studio.atelier.bench.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import studio.atelier.bench.measure.SqlLoop;
import studio.atelier.local.settings.ServiceDatabase;

/**
 * The ledger's SQL functions, called without our service: by pgbench, or by a loop over JDBC if pgbench is missing.
 * Each round places a hold, then captures it or releases it, half of the holds each.
 */
record PlainSql(ServiceDatabase database, int users, int connections, Duration time) {

    private static final int OPERATIONS_PER_ROUND = 2;
    private static final String TERMS = "now(), 'Europe/Moscow', 10";
    private static final String USER = "('00000000-0000-4000-8000-' || lpad(%s::text, 12, '0'))::uuid";
    private static final String PLACE = """
            select hold_id as hold
            from place_holds(%s, null, array[uuidv7()], array[2::bigint], 'actions', 'auto', 'try-on', null,
                             now() + interval '2 days', %s)
            """;
    private static final String CAPTURE = "select outcome from capture_hold(%s, %s::uuid, 2, %s)";
    private static final String RELEASE = "select outcome from release_hold(%s, %s::uuid, 'bench', %s)";

    /** What the service writes beside the ledger for each command: the answer and the balance. */
    private static final String COPIES = """
            drop table if exists bench_outbox;
            create table bench_outbox (like outbox including all);
            """;

    private static final String NO_COPIES = "drop table bench_outbox";
    private static final String TELL = """
            insert into bench_outbox (event_type, topic, record_key, payload)
            select 'billing.hold-placed.v1', 'billing.events.v1', 'bench', repeat('x', 300)
            from generate_series(1, 2);
            """;

    /** The id of a user. */
    static UUID user(int number) {
        return UUID.fromString("00000000-0000-4000-8000-%012d".formatted(number));
    }

    /** Grants each user more units than the rounds use. */
    void grant(long credits) {
        SqlLoop.execute(database, """
                select grant_units(%s, 'bench:' || n, 'operator', 'credits', %d, null, 'bench', null, 'infinity', %s)
                from generate_series(1, %d) n
                """.formatted(USER.formatted("n"), credits, TERMS, users));
    }

    /** Ledger operations per second by pgbench: one function call each, committed separately. */
    double byPgbench() {
        return OPERATIONS_PER_ROUND
                * Pgbench.perSecond(
                        database, connections, time, List.of(script("", "", CAPTURE), script("", "", RELEASE)));
    }

    /** The same with the service's other writes in the transaction. */
    double byPgbenchWithEvents() {
        SqlLoop.execute(database, COPIES);
        String before = "begin;\n";
        String after = TELL + "commit;\n";
        double rounds = Pgbench.perSecond(
                database, connections, time, List.of(script(before, after, CAPTURE), script(before, after, RELEASE)));
        SqlLoop.execute(database, NO_COPIES);
        return OPERATIONS_PER_ROUND * rounds;
    }

    private String script(String before, String after, String end) {
        String user = USER.formatted(":n");
        return "\\set n random(1, " + users + ")\n"
                + before
                + PLACE.formatted(user, TERMS).strip()
                + " \\gset\n"
                + after
                + before
                + end.formatted(user, ":hold", TERMS)
                + ";\n"
                + after;
    }

    /** Ledger operations per second by a plain loop. */
    double byLoop() {
        return OPERATIONS_PER_ROUND * SqlLoop.perSecond(database, connections, time, this::round);
    }

    private SqlLoop.Round round(Connection connection) throws SQLException {
        PreparedStatement place = connection.prepareStatement(PLACE.formatted("?", TERMS));
        PreparedStatement capture = connection.prepareStatement(CAPTURE.formatted("?", "?", TERMS));
        PreparedStatement release = connection.prepareStatement(RELEASE.formatted("?", "?", TERMS));
        return () -> {
            UUID user = user(ThreadLocalRandom.current().nextInt(users) + 1);
            place.setObject(1, user);
            PreparedStatement end = ThreadLocalRandom.current().nextBoolean() ? capture : release;
            end.setObject(1, user);
            end.setObject(2, first(place));
            first(end);
        };
    }

    private static Object first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getObject(1);
        }
    }
}
