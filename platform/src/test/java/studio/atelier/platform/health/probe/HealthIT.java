package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.platform.PlatformTest;

/** The health of a service with its real pool and database. */
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
    private static final Duration POLL = Duration.ofMillis(50);

    @Autowired
    private ConnectionPool pool;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private Flyway flyway;

    @Autowired
    private ClockOffsetProbe clock;

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
    void isReadyWhileAllConnectionsWaitForASlowStatement() {
        awaitReadiness("UP", "");
        Mono<List<Map<String, Object>>> slow = Flux.range(0, 4)
                .flatMap(connection -> database.sql("select pg_sleep(4.8)::text")
                        .fetch()
                        .all()
                        .retryWhen(Retry.indefinitely().filter(DataAccessException.class::isInstance)))
                .collectList()
                .cache();

        List<String> seen = readiness().takeUntilOther(slow).collectList().block(LIMIT);

        assertThat(seen).hasSizeGreaterThan(50).allMatch(one -> one.contains("\"status\":\"UP\""));
        assertThat(slow.block(LIMIT)).hasSize(4);
    }

    @Test
    void theDatabaseTellsThePoolsWorkFromThatOfTheListeningConnection() {
        DatabaseHealthQuery query = new DatabaseHealthQuery(outsideThePool(), applicationName());
        database.sql("select 17").fetch().all().blockLast(LIMIT);

        assertThat(query.get()).isEqualTo(new DatabaseHealthQuery.DatabaseHealthAnswer(true, true));
    }

    @Test
    void theWorkOfAnotherProcessIsNoneOfThePools() {
        DatabaseHealthQuery ofAnother = new DatabaseHealthQuery(outsideThePool(), "test-service 0");
        database.sql("select 17").fetch().all().blockLast(LIMIT);

        assertThat(ofAnother.get()).isEqualTo(new DatabaseHealthQuery.DatabaseHealthAnswer(true, false));
    }

    @Test
    void aDatabaseThatIsAwayAnswersNothing() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});

        assertThat(new DatabaseHealthQuery(nowhere, applicationName()).get().reachable())
                .isFalse();
    }

    @Test
    void comparesItsClockWithThatOfTheDatabase() {
        Flux<Duration> offsets = Flux.interval(POLL).map(tick -> clock.currentOffset());

        Duration measured = offsets.filter(offset -> !offset.isZero()).blockFirst(LIMIT);

        assertThat(measured.abs()).isLessThan(Duration.ofSeconds(2));
    }

    private DataSource outsideThePool() {
        return flyway.getConfiguration().getDataSource();
    }

    private String applicationName() {
        return (String) OptionsCapableConnectionFactory.unwrapFrom(pool)
                .getOptions()
                .getValue(PostgresqlConnectionFactoryProvider.APPLICATION_NAME);
    }

    private void awaitReadiness(String status, String detail) {
        readiness()
                .filter(seen -> seen.contains("\"status\":\"" + status + "\"") && seen.contains(detail))
                .blockFirst(LIMIT);
    }

    private Flux<String> readiness() {
        WebClient client = WebClient.create("http://localhost:" + managementPort);
        return Flux.interval(POLL)
                .onBackpressureDrop()
                .concatMap(tick -> client.get()
                        .uri("/actuator/health/readiness")
                        .exchangeToMono(answer -> answer.bodyToMono(String.class)));
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
