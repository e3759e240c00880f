package studio.atelier.bench.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.atelier.bench.report.Figure;
import studio.atelier.e2e.Stack;

/**
 * The statements that PostgreSQL executed for the services in a part of a run, {@code begin} and {@code commit} too, as
 * counted by <a href="https://www.postgresql.org/docs/current/pgstatstatements.html">pg_stat_statements</a>. What a
 * function executes belongs to the statement that calls it.
 */
public record StatementStats(List<Executed> statements) {

    /** The roles of the services. */
    private static final String SERVICES = "atelier\\_%";

    private static final int TEXT_LENGTH = 120;

    /** Counts while the work runs. */
    public static StatementStats during(Stack stack, Runnable work) {
        try (Connection superuser = stack.connectAsSuperuser("GENERATION")) {
            superuser.createStatement().execute("create extension if not exists pg_stat_statements");
            superuser.createStatement().execute("select pg_stat_statements_reset()");
            work.run();
            return read(superuser);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StatementStats read(Connection superuser) throws SQLException {
        List<Executed> statements = new ArrayList<>();
        try (PreparedStatement query = superuser.prepareStatement("""
                select database.datname, statement.query, statement.calls, statement.total_exec_time
                from pg_stat_statements statement
                  join pg_roles role on role.oid = statement.userid
                  join pg_database database on database.oid = statement.dbid
                where role.rolname like ?
                """)) {
            query.setString(1, SERVICES);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                statements.add(new Executed(row.getString(1), row.getString(2), row.getLong(3), row.getDouble(4)));
            }
        }
        return new StatementStats(statements);
    }

    /**
     * Statements by database and of all.
     *
     * @param what what is counted, before the name of the database
     * @param divisor jobs or seconds; statements are divided by it
     */
    public List<Figure> figures(String what, long divisor, String unit) {
        List<Figure> figures = new ArrayList<>();
        statements.stream()
                .collect(Collectors.groupingBy(
                        Executed::database, TreeMap::new, Collectors.summingLong(Executed::calls)))
                .forEach((database, calls) ->
                        figures.add(Figure.of(what + ", " + database, calls / (double) divisor, unit)));
        long all = statements.stream().mapToLong(Executed::calls).sum();
        figures.add(Figure.of(what + ", all", all / (double) divisor, unit));
        return figures;
    }

    /** The most frequent statements, each in one line with its count. */
    public List<String> mostFrequent(int limit, long divisor, String unit) {
        return first(limit, Executed::calls)
                .map(statement -> String.format(
                        Locale.ROOT, "%.2f%s %s", statement.calls() / (double) divisor, unit, statement.shortened()))
                .toList();
    }

    /** The statements whose execution took longest in sum, each in one line with its count and its time in ms. */
    public List<String> longest(int limit, long divisor) {
        return first(limit, Executed::millis)
                .map(statement -> String.format(
                        Locale.ROOT,
                        "%.2f ms in %.2f of %s",
                        statement.millis() / divisor,
                        statement.calls() / (double) divisor,
                        statement.shortened()))
                .toList();
    }

    private Stream<Executed> first(int limit, ToDoubleFunction<Executed> by) {
        return statements.stream()
                .sorted(Comparator.comparingDouble(by).reversed())
                .limit(limit);
    }

    /**
     * A statement with its parameters left out.
     *
     * @param millis time of all executions, without planning
     */
    record Executed(String database, String text, long calls, double millis) {

        String shortened() {
            String oneLine = text.replaceAll("\\s+", " ").strip();
            return database + ": " + oneLine.substring(0, Math.min(TEXT_LENGTH, oneLine.length()));
        }
    }
}
