package studio.atelier.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import studio.atelier.e2e.Parallel;
import studio.atelier.local.settings.ServiceDatabase;

/** Repeats plain SQL on several connections for a time: what PostgreSQL can do without our code. */
public final class SqlLoop {

    private SqlLoop() {}

    /** Runs statements, separated by semicolons. */
    public static void execute(ServiceDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = 0");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Rounds per second, summed over all connections.
     *
     * @param open prepares the statements of one connection
     */
    public static double perSecond(ServiceDatabase database, int connections, Duration time, Opening open) {
        long end = System.nanoTime() + time.toNanos();
        Callable<Long> loop = () -> rounds(database, open, end);
        List<Long> counts = Parallel.callAll(connections, Collections.nCopies(connections, loop));
        return counts.stream().mapToLong(Long::longValue).sum()
                / (time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private static long rounds(ServiceDatabase database, Opening open, long end) throws SQLException {
        try (Connection connection = database.connect()) {
            Round round = open.on(connection);
            long rounds = 0;
            while (System.nanoTime() < end) {
                round.run();
                rounds++;
            }
            return rounds;
        }
    }

    /** Prepares the statements of a connection. */
    @FunctionalInterface
    public interface Opening {

        /** The repeated round. */
        Round on(Connection connection) throws SQLException;
    }

    /** One counted round. */
    @FunctionalInterface
    public interface Round {

        /** Runs the round once. */
        void run() throws SQLException;
    }
}
