package studio.atelier.local.settings;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/**
 * A service's database, with that service's connection settings.
 *
 * @param name name of the database
 */
public record ServiceDatabase(String host, String port, String name, String user, String password) {

    /**
     * The database of a service.
     *
     * @param setting gives the value of a setting
     * @param service as in {@code ATELIER_BILLING_DATABASE_NAME}
     */
    public static ServiceDatabase of(UnaryOperator<String> setting, String service) {
        String prefix = "ATELIER_" + service + "_DATABASE_";
        return new ServiceDatabase(
                setting.apply("ATELIER_POSTGRES_HOST"),
                setting.apply("ATELIER_POSTGRES_PORT"),
                setting.apply(prefix + "NAME"),
                setting.apply(prefix + "USER"),
                setting.apply(prefix + "PASSWORD"));
    }

    /** Opens a connection in auto-commit mode. */
    public Connection connect() throws SQLException {
        return connectAs(user, password, "atelier");
    }

    /**
     * Opens a connection of another role in auto-commit mode.
     *
     * @param application its name in {@code pg_stat_activity}
     */
    public Connection connectAs(String role, String itsPassword, String application) throws SQLException {
        String url = "jdbc:postgresql://%s:%s/%s?connectTimeout=5&ApplicationName=%s"
                .formatted(host, port, name, application);
        return DriverManager.getConnection(url, role, itsPassword);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ServiceDatabase[host=%s, port=%s, name=%s, user=%s]".formatted(host, port, name, user);
    }
}
