package studio.atelier.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            long end = System.nanoTime() + time.toNanos();
            List<Future<Long>> counts = new ArrayList<>();
            for (int number = 0; number < connections; number++) {
                counts.add(threads.submit(() -> rounds(database, open, end)));
            }
            long rounds = 0;
            for (Future<Long> count : counts) {
                rounds += count.get();
            }
            return rounds / (time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
