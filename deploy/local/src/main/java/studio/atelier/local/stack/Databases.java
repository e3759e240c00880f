package studio.atelier.local.stack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.ServiceDatabase;
import studio.atelier.local.settings.StackException;

/** Creates a database for each service that needs one, owned by a role with timeouts and no access to the others. */
record Databases(PostgresServer server, Environment environment) {

    private static final List<String> LIMITS =
            List.of("statement_timeout = '5s'", "lock_timeout = '2s'", "idle_in_transaction_session_timeout = '10s'");

    /** Creates missing roles and databases and sets the passwords; may be repeated. */
    void create() {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String service : Environment.DATABASES) {
                ServiceDatabase database = environment.database(service);
                createRole(statement, database.user(), database.password());
                createDatabase(statement, database.name(), database.user());
            }
        } catch (SQLException e) {
            throw new StackException("Cannot create the databases: " + e.getMessage(), e);
        }
    }

    private static void createRole(Statement statement, String role, String password) throws SQLException {
        if (!exists(statement, "select 1 from pg_roles where rolname = " + statement.enquoteLiteral(role))) {
            statement.execute("create role " + name(statement, role) + " login");
        }
        statement.execute(
                "alter role %s password %s".formatted(name(statement, role), statement.enquoteLiteral(password)));
        for (String limit : LIMITS) {
            statement.execute("alter role %s set %s".formatted(name(statement, role), limit));
        }
    }

    private static void createDatabase(Statement statement, String database, String role) throws SQLException {
        if (!exists(statement, "select 1 from pg_database where datname = " + statement.enquoteLiteral(database))) {
            statement.execute(
                    "create database %s owner %s".formatted(name(statement, database), name(statement, role)));
        }
        statement.execute("revoke connect on database %s from public".formatted(name(statement, database)));
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static String name(Statement statement, String identifier) throws SQLException {
        return statement.enquoteIdentifier(identifier, true);
    }
}
