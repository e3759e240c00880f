package studio.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.ProblemException;

class RateLimitPolicyTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RateLimitProperties properties = RateLimitFixtures.properties();

    private Mono<Duration> shared = Mono.just(Duration.ZERO);

    private final RateLimitPolicy policy = new RateLimitPolicy(
            (requestClass, key) -> Mono.defer(() -> shared),
            new LocalRateLimits(properties),
            properties,
            new SimpleMeterRegistry());

    @Test
    void saysWhenToComeBackOnceTheBucketIsEmpty() {
        shared = Mono.just(Duration.ofMillis(1500));

        StepVerifier.create(policy.admitRequest(RequestRateClass.READ, "anna"))
                .expectErrorSatisfies(error -> {
                    ProblemException problem = (ProblemException) error;
                    assertThat(problem.problemCode()).isEqualTo(CommonProblemCode.TOO_MANY_REQUESTS);
                    assertThat(problem.retryAfter()).isEqualTo(Duration.ofMillis(1500));
                })
                .verify(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGIN", "SPEND"})
    void refusesLoginsAndSpendingWhileRedisIsAway(RequestRateClass requestClass) {
        shared = Mono.error(new RateLimits.CountUnavailableException(new IllegalStateException("away")));

        StepVerifier.create(policy.admitRequest(requestClass, "anna"))
                .expectErrorSatisfies(error -> {
                    assertThat(((ProblemException) error).problemCode())
                            .isEqualTo(CommonProblemCode.SERVICE_UNAVAILABLE);
                    assertThat(error.getCause()).as("for the log").hasMessageContainingAll("Redis", "away");
                })
                .verify(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"ADDRESS", "READ", "REFRESH", "UPLOAD", "OPERATOR"})
    void countsTheRestByItselfWhileRedisIsAway(RequestRateClass requestClass) {
        shared = Mono.error(new RateLimits.CountUnavailableException(new IllegalStateException("away")));

        StepVerifier.create(policy.admitRequest(requestClass, "anna").then(policy.admitRequest(requestClass, "anna")))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(policy.admitRequest(requestClass, "anna"))
                .expectErrorMatches(error -> error instanceof ProblemException problem
                        && problem.problemCode() == CommonProblemCode.TOO_MANY_REQUESTS)
                .verify(LIMIT);
        StepVerifier.create(policy.admitRequest(requestClass, "bohdan"))
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"FILE", "DOCUMENT", "WEBHOOK", "HEALTH"})
    void countsWhatCostsLittleWithoutAskingRedis(RequestRateClass requestClass) {
        shared = Mono.error(new AssertionError("Redis was asked"));

        StepVerifier.create(policy.admitRequest(requestClass, "anna").then(policy.admitRequest(requestClass, "anna")))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(policy.admitRequest(requestClass, "anna"))
                .expectErrorMatches(error -> error instanceof ProblemException problem
                        && problem.problemCode() == CommonProblemCode.TOO_MANY_REQUESTS)
                .verify(LIMIT);
    }
}
