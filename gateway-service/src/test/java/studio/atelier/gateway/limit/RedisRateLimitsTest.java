package studio.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import studio.atelier.platform.redis.RedisProperties;

class RedisRateLimitsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RateLimitProperties properties = RateLimitFixtures.properties();
    private final ReactiveStringRedisTemplate redis = mock();
    private final TestPublisher<Long> answer = TestPublisher.create();
    private final RedisRateLimits limits = new RedisRateLimits(redis, new RedisProperties("test:"), properties);

    @BeforeEach
    void letRedisHang() {
        when(redis.execute(any(RedisScript.class), anyList(), anyList())).thenReturn(answer.flux());
    }

    @Test
    void givesUpACallThatTakesTooLong() {
        givesUpAfter(properties.redisTimeout(), RequestRateClass.READ);
    }

    @Test
    void waitsLongerForARequestThatIsRefusedWithoutRedis() {
        for (int failures = 0; failures < 3; failures++) {
            givesUpACallThatTakesTooLong();
        }

        givesUpAfter(properties.requiredRedisTimeout(), RequestRateClass.LOGIN);
    }

    @Test
    void doesNotCallRedisAfterThreeFailures() {
        for (int failures = 0; failures < 3; failures++) {
            givesUpACallThatTakesTooLong();
        }

        StepVerifier.create(limits.takeRequest(RequestRateClass.READ, "anna"))
                .expectError(RateLimits.CountUnavailableException.class)
                .verify(LIMIT);

        assertThat(answer.subscribeCount()).isEqualTo(3);
    }

    private void givesUpAfter(Duration timeout, RequestRateClass requestClass) {
        StepVerifier.withVirtualTime(() -> limits.takeRequest(requestClass, "anna"))
                .expectSubscription()
                .expectNoEvent(timeout.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectError(RateLimits.CountUnavailableException.class)
                .verify(LIMIT);
    }
}
