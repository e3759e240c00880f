package studio.atelier.auth.signingkey;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

/** Without the service, which would add and delete keys meanwhile. */
@AtelierInfrastructure
class R2dbcStoredSigningKeysIT implements StoredSigningKeysContract {

    private static DatabaseClient database;

    private final R2dbcStoredSigningKeys keys = new R2dbcStoredSigningKeys(database);

    @BeforeAll
    static void createTables(TestSpace space) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://%s:%d/%s"
                                .formatted(
                                        space.servers().postgresHost(),
                                        space.servers().postgresPort(),
                                        space.database()),
                        space.database(),
                        space.databasePassword())
                .load()
                .migrate();
        database = DatabaseClient.create(new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(space.servers().postgresHost())
                .port(space.servers().postgresPort())
                .database(space.database())
                .username(space.database())
                .password(space.databasePassword())
                .build()));
    }

    @BeforeEach
    void deleteKeys() {
        database.sql("delete from signing_key").then().block(LIMIT);
    }

    @Override
    public StoredSigningKeys keys() {
        return keys;
    }
}
