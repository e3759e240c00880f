package studio.atelier.platform.health.probe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Queries the database over a connection, a driver and a thread that are independent of the pool: if it answers while
 * the pool hands out nothing, the fault is in this process. Blocks for some seconds at most.
 */
final class DatabaseHealthQuery implements Supplier<DatabaseHealthQuery.DatabaseHealthAnswer> {

    private static final int LIMIT_MILLIS = 3_000;

    /** A database that takes longer is itself slow, which says nothing about the pool. */
    private static final long LONGEST_ROUND_TRIP_NANOS = 1_000_000_000;

    /**
     * A connection of the pool works if it executes a statement, even one that waits for the server, or did so a moment
     * ago. Only one that is idle, in a transaction or not, or whose result is not read, can have been leaked. The
     * connection that listens for notifications is not part of the pool: these are its statements.
     */
    private static final String QUERY = """
            select exists (select from pg_stat_activity
                            where usename = current_user and application_name = ?
                              and query not in ('listen atelier', 'select 1')
                              and (state = 'active' and wait_event is distinct from 'ClientWrite'
                                   or state_change > now() - interval '3 seconds'))
            """;

    private final DataSource connections;
    private final String applicationName;

    /**
     * Creates the query.
     *
     * @param connections outside of the pool
     * @param applicationName name of the pool's connections, unique to this process
     */
    DatabaseHealthQuery(DataSource connections, String applicationName) {
        this.connections = connections;
        this.applicationName = applicationName;
    }

    /**
     * The database's answer.
     *
     * @param reachable whether there was an answer
     * @param poolWorks whether the database is serving a connection of the pool, or did in the last seconds
     */
    record DatabaseHealthAnswer(boolean reachable, boolean poolWorks) {

        static final DatabaseHealthAnswer NONE = new DatabaseHealthAnswer(false, false);
    }

    @Override
    public DatabaseHealthAnswer get() {
        try (Connection connection = connections.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LIMIT_MILLIS);
            return askDatabase(connection);
        } catch (SQLException e) {
            return DatabaseHealthAnswer.NONE;
        }
    }

    private DatabaseHealthAnswer askDatabase(Connection connection) throws SQLException {
        long begun = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, applicationName);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean slow = System.nanoTime() - begun > LONGEST_ROUND_TRIP_NANOS;
                return slow ? DatabaseHealthAnswer.NONE : new DatabaseHealthAnswer(true, row.getBoolean(1));
            }
        }
    }
}
