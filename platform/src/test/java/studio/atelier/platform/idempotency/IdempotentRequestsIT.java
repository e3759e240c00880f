package studio.atelier.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.ProblemException;

@PlatformTest
class IdempotentRequestsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Autowired
    private IdempotentRequests requests;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private DatabaseClient database;

    private final UserId user = new UserId(UUID.randomUUID());
    private final IdempotencyKey key = new IdempotencyKey("key-" + UUID.randomUUID());
    private final RequestBodyHash body = hash("one");

    @Test
    void hasOneWinnerWhenFiftyRequestsComeAtOnce() {
        AtomicInteger refused = new AtomicInteger();
        List<UUID> winners = Flux.range(0, 50)
                .flatMap(
                        i -> {
                            UUID resource = UUID.randomUUID();
                            return transactions
                                    .runInTransaction(requests.takeKey(user, key, body, resource))
                                    .thenReturn(resource)
                                    .onErrorResume(IdempotencyKeyTakenException.class, taken -> {
                                        refused.incrementAndGet();
                                        return Mono.empty();
                                    });
                        },
                        50)
                .collectList()
                .block(LIMIT);
        assertThat(winners).hasSize(1);
        assertThat(refused).hasValue(49);
        StepVerifier.create(requests.findResource(user, key, body))
                .expectNextSequence(winners)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void refusesTheKeyWithAnotherBody() {
        take(UUID.randomUUID());
        StepVerifier.create(requests.findResource(user, key, hash("two")))
                .expectErrorSatisfies(error -> assertThat(((ProblemException) error).problemCode())
                        .isEqualTo(CommonProblemCode.IDEMPOTENCY_KEY_REUSED))
                .verify(LIMIT);
    }

    @Test
    void freesAKeyOnlyForTheResourceThatHasIt() {
        UUID resource = UUID.randomUUID();
        take(resource);
        StepVerifier.create(requests.freeKey(user, key, UUID.randomUUID()).then(requests.findResource(user, key, body)))
                .expectNext(resource)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(requests.freeKey(user, key, resource).then(requests.findResource(user, key, body)))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void forgetsAKeyAfterADay() {
        take(UUID.randomUUID());
        StepVerifier.create(database.sql("update idempotent_request set created_at = now() - interval '25 hours'")
                        .then())
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(requests.findResource(user, key, body))
                .expectComplete()
                .verify(LIMIT);
        UUID next = UUID.randomUUID();
        take(next);
        StepVerifier.create(requests.findResource(user, key, body))
                .expectNext(next)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void isTakenOnlyWithinATransaction() {
        StepVerifier.create(requests.takeKey(user, key, body, UUID.randomUUID()))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
    }

    private void take(UUID resource) {
        StepVerifier.create(transactions.runInTransaction(requests.takeKey(user, key, body, resource)))
                .expectComplete()
                .verify(LIMIT);
    }

    private static RequestBodyHash hash(String body) {
        return RequestBodyHash.of("POST /things", body.getBytes(StandardCharsets.UTF_8));
    }
}
