package studio.atelier.local.doctor;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.stack.ProcessMark;

/**
 * The databases, broker and files that the invariants read.
 *
 * @param grace how long work may take before it counts as stuck
 */
record Evidence(StackDirectory directory, Environment environment, Duration grace) {

    private static final int MOST_SHOWN = 20;

    /** The rows of a query on the only service it is for, as lines, at most twenty. */
    List<String> lines(DoctorQuery query) throws SQLException {
        return lines(query, query.services().getFirst());
    }

    /** The rows of a query on one service as lines, at most twenty. */
    List<String> lines(DoctorQuery query, String service) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows(service, query.sql())) {
            if (lines.size() == MOST_SHOWN) {
                lines.add("… and more");
                break;
            }
            lines.add(String.join(" ", row));
        }
        return lines;
    }

    /** The rows of a query as text, all of one snapshot. */
    List<List<String>> rows(DoctorQuery query) throws SQLException {
        return rows(query.services().getFirst(), query.sql());
    }

    private List<List<String>> rows(String service, String sql) throws SQLException {
        String filled = sql.replace(":grace", Long.toString(grace.toSeconds()))
                .replace(":service", service.toLowerCase(Locale.ROOT));
        try (Connection connection = connect(service);
                PreparedStatement statement = connection.prepareStatement(filled);
                ResultSet result = statement.executeQuery()) {
            return read(result);
        }
    }

    /** Whether the table exists: a service that was never started has no tables. */
    boolean hasTable(String service, String table) throws SQLException {
        return "t"
                .equals(rows(service, "select to_regclass('%s') is not null".formatted(table))
                        .getFirst()
                        .getFirst());
    }

    /** A connection of the superuser, which may read everything and is not subject to the services' timeouts. */
    Connection connect(String service) throws SQLException {
        return environment
                .database(service)
                .connectAs(PostgresServer.SUPERUSER, environment.superuserPassword(), "doctor");
    }

    Map<String, Object> kafka() {
        return Map.of(
                "bootstrap.servers", environment.get("ATELIER_KAFKA_BOOTSTRAP_SERVERS"),
                "request.timeout.ms", "5000",
                "default.api.timeout.ms", "10000");
    }

    Path objects() {
        return Path.of(environment.get("ATELIER_OBJECT_STORE_DIRECTORY"));
    }

    List<ProcessMark> processes() {
        return ProcessMark.readAll(directory);
    }

    private static List<List<String>> read(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                row.add(String.valueOf(result.getString(column)));
            }
            rows.add(row);
        }
        return rows;
    }
}
