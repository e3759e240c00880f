package studio.atelier.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.atelier.bench.report.Figure;
import studio.atelier.e2e.Await;
import studio.atelier.e2e.Stack;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.settings.ServiceDatabase;

/**
 * The statements that PostgreSQL executed for the services in a part of a run, {@code begin} and {@code commit} too.
 */
public record StatementLog(List<Executed> statements) {

    /** The application name of connections whose statements are not counted. */
    public static final String UNCOUNTED = "atelier-bench";

    private static final String PREFIX = "bench|%d|%a|";
    private static final Pattern EXECUTED =
            Pattern.compile("bench\\|([^|]*)\\|([^|]*)\\|LOG:  (?:statement|execute [^:]+): (.*)");
    private static final String CONTINUED = "\t";

    /** Stands in the log before what is counted. */
    private static final String FIRST_COUNTED = "select 'counted from here'";

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int TEXT_LENGTH = 120;

    /**
     * Lets the server log each statement while the work runs, which slows it down.
     *
     * @throws IllegalStateException if so much was logged that the stack has truncated the log
     */
    @SuppressWarnings("try")
    public static StatementLog during(Stack stack, Runnable work) {
        ServiceDatabase database = stack.database("GENERATION");
        try (FileChannel log =
                        FileChannel.open(stack.directory().data("postgres").resolve("server.log"));
                Connection superuser = database.connectAs(
                        PostgresServer.SUPERUSER, stack.setting("ATELIER_POSTGRES_SUPERUSER_PASSWORD"), UNCOUNTED);
                ActiveLogging logging = () -> stopLogging(superuser, database)) {
            startLogging(superuser, database);
            long begun = log.size();
            superuser.createStatement().execute(FIRST_COUNTED);
            work.run();
            return parse(lines(log, begun, log.size()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startLogging(Connection superuser, ServiceDatabase database) throws SQLException {
        set(superuser, "log_line_prefix", "'" + PREFIX + "'");
        set(superuser, "log_parameter_max_length", "0");
        set(superuser, "log_statement", "'all'");
        reload(superuser, database, "all");
    }

    private static void stopLogging(Connection superuser, ServiceDatabase database) throws SQLException {
        superuser.createStatement().execute("alter system reset all");
        reload(superuser, database, "none");
    }

    private static void set(Connection superuser, String setting, String value) throws SQLException {
        superuser.createStatement().execute("alter system set %s = %s".formatted(setting, value));
    }

    /** The postmaster tells its processes of new settings before it starts one with them. */
    private static void reload(Connection superuser, ServiceDatabase database, String logged) throws SQLException {
        superuser.createStatement().execute("select pg_reload_conf()");
        Await.until("the settings of the log", LIMIT, () -> loggedStatements(database), logged::equals);
    }

    private static String loggedStatements(ServiceDatabase database) {
        try (Connection fresh = database.connectAs(database.user(), database.password(), UNCOUNTED);
                ResultSet row = fresh.createStatement().executeQuery("show log_statement")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> lines(FileChannel log, long begun, long end) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(Math.max(0, end - begun)));
        while (content.hasRemaining() && log.read(content, begun + content.position()) >= 0) {
            // until all is read
        }
        String text = StandardCharsets.UTF_8.decode(content.flip()).toString();
        if (!text.contains(FIRST_COUNTED)) {
            throw new IllegalStateException("The log of PostgreSQL was truncated while statements were counted");
        }
        return text.lines();
    }

    /** Reads the lines of a log with {@link #PREFIX}; a statement's further lines are indented. */
    static StatementLog parse(Stream<String> lines) {
        List<Executed> statements = new ArrayList<>();
        lines.forEach(line -> {
            Matcher executed = EXECUTED.matcher(line);
            if (executed.matches()) {
                statements.add(new Executed(executed.group(1), executed.group(2), executed.group(3)));
            } else if (line.startsWith(CONTINUED) && !statements.isEmpty()) {
                statements.add(statements.removeLast().continuedBy(line));
            }
        });
        statements.removeIf(statement -> statement.application().equals(UNCOUNTED));
        return new StatementLog(List.copyOf(statements));
    }

    /**
     * Statements by database and of all.
     *
     * @param what what is counted, before the name of the database
     * @param divisor jobs or seconds; statements are divided by it
     */
    public List<Figure> figures(String what, long divisor, String unit) {
        List<Figure> figures = new ArrayList<>();
        counted(Executed::database)
                .forEach((database, count) ->
                        figures.add(Figure.of(what + ", " + database, count / (double) divisor, unit)));
        figures.add(Figure.of(what + ", all", statements.size() / (double) divisor, unit));
        return figures;
    }

    /** The most frequent statements, each with its count, the most frequent first. */
    public List<Map.Entry<String, Long>> mostFrequent(int limit) {
        return counted(Executed::shortened).entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .toList();
    }

    private Map<String, Long> counted(Function<Executed, String> key) {
        return statements.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    }

    private interface ActiveLogging extends AutoCloseable {

        @Override
        void close() throws SQLException;
    }

    /** A statement, as it was logged. */
    record Executed(String database, String application, String text) {

        Executed continuedBy(String line) {
            return new Executed(database, application, text + " " + line);
        }

        String shortened() {
            String oneLine = text.replaceAll("\\s+", " ").strip();
            return database + ": " + oneLine.substring(0, Math.min(TEXT_LENGTH, oneLine.length()));
        }
    }
}
