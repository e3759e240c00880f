package studio.atelier.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.atelier.local.Migrations;
import studio.atelier.local.infra.Binaries;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.process.Ports;
import studio.atelier.local.settings.Environment;

@Timeout(120)
class DoctorQueryIT {

    private static final Path ROOT = Path.of("..", "..");

    @TempDir
    private static Path directory;

    private static PostgresServer postgres;

    @BeforeAll
    static void migrate() throws IOException, SQLException {
        postgres = new PostgresServer(
                directory,
                Ports.free(),
                new Binaries(Path.of("target", "binaries")),
                "password",
                PostgresServer.forTests());
        postgres.start();
        for (String service : Environment.DATABASES) {
            String name = service.toLowerCase(Locale.ROOT);
            execute("postgres", "create database " + name);
            for (Path script : Migrations.of(name)) {
                execute(name, Files.readString(script));
            }
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource
    void fitsTheSchemasOfItsServices(DoctorQuery query) {
        String sql = query.sql().replace(":grace", "0").replace(":service", "it");
        assertThat(query.services())
                .allSatisfy(service -> assertThatCode(() -> execute(service.toLowerCase(Locale.ROOT), "explain " + sql))
                        .doesNotThrowAnyException());
    }

    @Test
    void countsAsManyProviderCallsAsTheWorkerMayMake() throws IOException {
        assertThat(ROOT.resolve("generation-service/src/main/java/studio/atelier/generation/run/WorkerProperties.java"))
                .content()
                .contains("@DefaultValue(\"%d\") int maxAttempts".formatted(DoctorQuery.MAX_PROVIDER_CALLS));
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
