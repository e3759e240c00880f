package studio.atelier.bench.measure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import studio.atelier.e2e.Stack;

/**
 * A service's database in a running stack, with that service's connection settings.
 *
 * @param name name of the database
 */
public record Database(String host, String port, String name, String user, String password) {

    /** The database of {@code billing}, {@code generation}, … */
    public static Database of(Stack stack, String service) {
        String prefix = "ATELIER_" + service.toUpperCase(Locale.ROOT) + "_DATABASE_";
        return new Database(
                stack.setting("ATELIER_POSTGRES_HOST"),
                stack.setting("ATELIER_POSTGRES_PORT"),
                stack.setting(prefix + "NAME"),
                stack.setting(prefix + "USER"),
                stack.setting(prefix + "PASSWORD"));
    }

    /** Opens a connection in auto-commit mode. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://%s:%s/%s".formatted(host, port, name), user, password);
    }

    /** Runs statements, separated by semicolons. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = 0");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
