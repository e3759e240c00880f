package studio.atelier.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.PlatformTest;

/** A service that watches itself, with its real pool and database. */
@PlatformTest
@TestPropertySource(
        properties = {
            "atelier.health.enabled=true",
            "atelier.health.ends-process=false",
            "atelier.health.interval=100ms",
            "atelier.health.notice-after=200ms",
            "atelier.health.recover-after=300ms",
            "atelier.health.longest-acquire=1s",
            "spring.r2dbc.pool.max-size=4",
            "spring.r2dbc.pool.max-acquire-time=500ms"
        })
@Timeout(120)
class HealthIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Autowired
    private ConnectionPool pool;

    @Autowired
    private DatabaseClient database;

    @LocalManagementPort
    private int managementPort;

    @Test
    void isNotReadyWhileItsPoolHandsOutNothingAndReadyAgainAfterwards() throws Exception {
        awaitReadiness("UP", "");
        List<Connection> leaked = new ArrayList<>();
        for (int connection = 0; connection < 4; connection++) {
            leaked.add(pool.create().retry(20).block(LIMIT));
        }

        awaitReadiness("OUT_OF_SERVICE", "connection pool stuck");

        assertThat(text("/actuator/metrics/atelier.health.fault?tag=cause:connection-pool"))
                .contains("\"value\":1.0");
        for (Connection connection : leaked) {
            Mono.from(connection.close()).block(LIMIT);
        }
        awaitReadiness("UP", "");
        assertThat(text("/actuator/metrics/atelier.health.fault?tag=cause:connection-pool"))
                .contains("\"value\":0.0");
    }

    @Test
    void theDatabaseTellsThePoolsWorkFromThatOfTheListeningConnection() {
        DatabaseLook look = new DatabaseLook(options(), Clock.systemUTC(), "test-service");
        database.sql("select 17").fetch().all().blockLast(LIMIT);

        DatabaseLook.Answer answer = look.get();

        assertThat(answer.reachable()).isTrue();
        assertThat(answer.poolWorks()).isTrue();
        assertThat(answer.clockOffset().abs()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void theWorkOfAnotherProcessIsNoneOfThePools() {
        DatabaseLook ofAnother = new DatabaseLook(
                options()
                        .mutate()
                        .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, "test-service 0")
                        .build(),
                Clock.systemUTC(),
                "test-service");
        database.sql("select 17").fetch().all().blockLast(LIMIT);

        assertThat(ofAnother.get().poolWorks()).isFalse();
    }

    @Test
    void aDatabaseThatIsAwayAnswersNothing() {
        DatabaseLook nowhere = new DatabaseLook(
                options().mutate().option(ConnectionFactoryOptions.PORT, 1).build(), Clock.systemUTC(), "test-service");

        assertThat(nowhere.get().reachable()).isFalse();
    }

    private ConnectionFactoryOptions options() {
        return OptionsCapableConnectionFactory.unwrapFrom(pool).getOptions();
    }

    private void awaitReadiness(String status, String detail) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String seen = "";
        while (System.nanoTime() < end) {
            seen = text("/actuator/health/readiness");
            if (seen.contains("\"status\":\"" + status + "\"") && seen.contains(detail)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(seen).as("readiness").contains(status, detail);
    }

    private String text(String path) {
        byte[] body = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + managementPort)
                .responseTimeout(LIMIT)
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }
}
