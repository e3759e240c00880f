package studio.atelier.platform.health;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Asks the database over a connection, a driver and a thread that have nothing in common with the pool: if it answers,
 * and the pool hands out nothing, this process is to blame. Blocks for some seconds at most.
 */
final class DatabaseLook implements Supplier<DatabaseLook.Answer> {

    /** The connection that listens for notifications is none of the pool's: these are its statements. */
    private static final String QUESTION = """
            select clock_timestamp(),
                   exists (select from pg_stat_activity
                            where usename = current_user and application_name = ?
                              and query not in ('listen atelier', 'select 1')
                              and state_change > clock_timestamp() - interval '3 seconds')
            """;

    private final String url;
    private final Properties credentials = new Properties();
    private final String applicationName;
    private final Clock clock;
    private final String service;

    /**
     * Creates it.
     *
     * @param options of the pool's connections, with a name under which no other process's are known to the database
     */
    DatabaseLook(ConnectionFactoryOptions options, Clock clock, String service) {
        this.url = "jdbc:postgresql://%s:%s/%s"
                .formatted(
                        options.getRequiredValue(ConnectionFactoryOptions.HOST),
                        options.hasOption(ConnectionFactoryOptions.PORT)
                                ? options.getRequiredValue(ConnectionFactoryOptions.PORT)
                                : 5432,
                        options.getRequiredValue(ConnectionFactoryOptions.DATABASE));
        credentials.setProperty(
                "user", options.getRequiredValue(ConnectionFactoryOptions.USER).toString());
        credentials.setProperty(
                "password",
                options.getRequiredValue(ConnectionFactoryOptions.PASSWORD).toString());
        credentials.setProperty("connectTimeout", "2");
        credentials.setProperty("loginTimeout", "3");
        credentials.setProperty("socketTimeout", "3");
        credentials.setProperty("ApplicationName", service + " health");
        this.applicationName = String.valueOf(options.getValue(PostgresqlConnectionFactoryProvider.APPLICATION_NAME));
        this.clock = clock;
        this.service = service;
    }

    /**
     * What the database said.
     *
     * @param reachable whether it said anything
     * @param poolWorks whether it did something for a connection of the pool in the last seconds
     * @param clockOffset how far our clock is before its
     */
    record Answer(boolean reachable, boolean poolWorks, Duration clockOffset) {

        static final Answer NONE = new Answer(false, false, Duration.ZERO);
    }

    @Override
    public Answer get() {
        try (Connection connection = DriverManager.getConnection(url, credentials);
                PreparedStatement question = connection.prepareStatement(QUESTION)) {
            question.setString(1, applicationName);
            Instant asked = now();
            try (ResultSet row = question.executeQuery()) {
                row.next();
                Duration half = Duration.between(asked, now()).dividedBy(2);
                Instant theirs = row.getObject(1, OffsetDateTime.class).toInstant();
                return new Answer(true, row.getBoolean(2), Duration.between(theirs, asked.plus(half)));
            }
        } catch (SQLException e) {
            return Answer.NONE;
        }
    }

    private Instant now() {
        return ReferenceClock.now(clock, service);
    }
}
