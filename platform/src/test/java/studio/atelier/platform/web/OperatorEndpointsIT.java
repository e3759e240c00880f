package studio.atelier.platform.web;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.security.AccessTokenKeys;
import studio.atelier.platform.security.TokenIssuer;

@PlatformTest
@Import(OperatorEndpointsIT.Keys.class)
class OperatorEndpointsIT {

    private static final TokenIssuer ISSUER = TokenIssuer.withKey("one");

    @LocalServerPort
    private int port;

    private WebTestClient operator;

    @BeforeEach
    void connect() {
        operator = clientOf("ADMIN");
    }

    private WebTestClient clientOf(String role) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .defaultHeaders(headers -> headers.setBearerAuth(ISSUER.token(UUID.randomUUID(), role)))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/admin/scheduled-tasks", "/api/v1/admin/test/scheduled-tasks"})
    void showTheTasksToAnOperator(String path) {
        operator.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[?(@.name == 'inbox-clean-up')].nextRunAt")
                .exists();
    }

    @Test
    void runATaskAtOnce() {
        operator.post()
                .uri("/api/v1/admin/test/scheduled-tasks/outbox-check/run")
                .exchange()
                .expectStatus()
                .isAccepted();
        operator.post()
                .uri("/api/v1/admin/test/scheduled-tasks/no-such-task/run")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void knowOnlyTheirOwnService() {
        operator.get()
                .uri("/api/v1/admin/other/scheduled-tasks")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void listDeadLettersAndKnowNoOtherGroups() {
        operator.get()
                .uri("/api/v1/admin/dead-letters")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items")
                .isEmpty();
        operator.post()
                .uri("/api/v1/admin/test/dead-letters/no-such-group/replay")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void areClosedToUsers() {
        clientOf("USER")
                .get()
                .uri("/api/v1/admin/scheduled-tasks")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @TestConfiguration
    static class Keys {

        @Bean
        AccessTokenKeys tokenKeys() {
            return keyId -> Mono.just(ISSUER.key().toPublicJWK());
        }
    }
}
