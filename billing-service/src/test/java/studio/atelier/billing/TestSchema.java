package studio.atelier.billing;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import org.flywaydb.core.Flyway;
import studio.atelier.platform.test.TestSpace;

/** The tables of the service in a separate schema, for tests without Spring. */
public final class TestSchema {

    private TestSchema() {}

    /** Creates the schema and its tables, and provides connections to it. */
    public static PostgresqlConnectionFactory create(TestSpace space, String schema) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://%s:%d/%s"
                                .formatted(
                                        space.servers().postgresHost(),
                                        space.servers().postgresPort(),
                                        space.database()),
                        space.database(),
                        space.databasePassword())
                .schemas(schema)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(space.servers().postgresHost())
                .port(space.servers().postgresPort())
                .database(space.database())
                .username(space.database())
                .password(space.databasePassword())
                .schema(schema)
                .build());
    }
}
