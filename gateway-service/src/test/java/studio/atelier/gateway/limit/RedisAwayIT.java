package studio.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import studio.atelier.gateway.StubService;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.OwnServers;
import studio.atelier.platform.test.TestTokens;

/** A killed Redis refuses connections; a paused one accepts commands and does not answer. */
@AtelierInfrastructure(own = true)
@AutoConfigureWebTestClient(timeout = "20s")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.realtime.ticket-key=a-key-for-tests-a-key-for-tests-a-key",
            "atelier.app.location=classpath:/stub-webapp/",
            // The tests poll without a pause while they wait for Redis.
            "atelier.limit.address.requests=1000000",
            "atelier.limit.login.requests=1000000",
            "atelier.limit.spend.requests=1000000",
            "atelier.limit.redis-pause=2s",
            "management.server.port=0"
        })
class RedisAwayIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestTokens TOKENS = TestTokens.start();
    private static final StubService SERVICE = StubService.start();

    @Autowired
    private WebTestClient client;

    @Autowired
    private OwnServers servers;

    private final String token = TOKENS.of(UUID.randomUUID());

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("atelier.auth.jwks-uri", TOKENS::jwksUri);
        for (String service : List.of("auth", "billing", "generation", "chat")) {
            registry.add("atelier.upstream." + service, SERVICE::uri);
        }
    }

    @AfterAll
    static void stop() {
        TOKENS.close();
        SERVICE.close();
    }

    @AfterEach
    void everythingWorksAgainOnceRedisIsBack() {
        servers.redis().kill(); // ends a pause too
        servers.redis().start();
        Instant latest = Instant.now().plus(LIMIT);
        while (logIn() != HttpStatus.OK || spend() != HttpStatus.OK) {
            assertThat(Instant.now()).as("logins and spending are open again").isBefore(latest);
        }
    }

    @Test
    void keepsReadsOpenAndMoneyClosedWhileRedisIsGone() {
        assertThat(logIn()).isEqualTo(HttpStatus.OK);
        servers.redis().kill();

        openForReadsAndClosedForMoney();
    }

    @Test
    void keepsReadsOpenAndMoneyClosedWhileRedisHangs() {
        assertThat(logIn()).isEqualTo(HttpStatus.OK);
        try (RedisClient redis = RedisClient.create(servers.redis().url())) {
            redis.connect().sync().clientPause(Duration.ofMinutes(1).toMillis());
        }

        openForReadsAndClosedForMoney();
    }

    private void openForReadsAndClosedForMoney() {
        readUntilRedisIsNotCalled();
        assertThat(post("/api/v1/auth/refresh")).isEqualTo(HttpStatus.OK);
        for (String path : List.of("/api/v1/auth/telegram", "/api/v1/generations")) {
            client.post()
                    .uri(path)
                    .headers(headers -> headers.setBearerAuth(token))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                    .expectHeader()
                    .valueEquals(HttpHeaders.RETRY_AFTER, "2")
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("SERVICE_UNAVAILABLE");
        }
    }

    /** Three reads for which Redis is called, and one more. */
    private void readUntilRedisIsNotCalled() {
        for (int i = 0; i < 4; i++) {
            assertThat(read()).isEqualTo(HttpStatus.OK);
        }
    }

    private HttpStatusCode logIn() {
        return post("/api/v1/auth/telegram");
    }

    private HttpStatusCode spend() {
        return post("/api/v1/generations");
    }

    private HttpStatusCode read() {
        return client.get()
                .uri("/api/v1/billing/balance")
                .headers(headers -> headers.setBearerAuth(token))
                .exchange()
                .returnResult(Void.class)
                .getStatus();
    }

    private HttpStatusCode post(String path) {
        return client.post()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token))
                .exchange()
                .returnResult(Void.class)
                .getStatus();
    }
}
