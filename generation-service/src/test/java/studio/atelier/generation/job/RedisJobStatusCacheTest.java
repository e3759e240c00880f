package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.json.JsonMapper;

class RedisJobStatusCacheTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final JobProperties PROPERTIES = new JobProperties(
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            AN_HOUR,
            new JobProperties.PlanQueueLimits(1, 2, 20),
            null,
            Map.of());

    private final HangingRedis redis = new HangingRedis();
    private final RedisJobStatusCache quickStatus = new RedisJobStatusCache(
            redis, JsonMapper.shared(), PROPERTIES, Clock.systemUTC(), new RedisProperties("test:"));

    @Test
    void keepsNobodyWaitingWhileRedisHangs() {
        StepVerifier.withVirtualTime(
                        () -> quickStatus.cacheStatus(JobFixtures.aJob().build(), null))
                .expectComplete()
                .verify(LIMIT);

        assertThat(redis.arguments).hasSize(1);
    }

    @Test
    void givesUpACopyThatTakesTooLong() {
        StepVerifier.withVirtualTime(() -> quickStatus
                        .cacheStatus(JobFixtures.aJob().build(), null)
                        .then(Mono.delay(Duration.ofSeconds(1))))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);

        redis.never.assertCancelled();
    }

    @Test
    void makesNoCopyAfterItsEnd() throws Exception {
        StepVerifier.create(quickStatus.cacheStatus(JobFixtures.aJob().build(), null))
                .expectComplete()
                .verify(LIMIT);

        quickStatus.destroy();

        redis.never.assertCancelled();
    }

    @Test
    void keepsACopyOfAJobUnderWayForSecondsOnly() {
        StepVerifier.create(quickStatus.cacheStatus(JobFixtures.aJob().build(), null))
                .verifyComplete();
        StepVerifier.create(quickStatus.cacheStatus(JobFixtures.aJob().completed(), null))
                .verifyComplete();

        assertThat(redis.lifetimes())
                .satisfiesExactly(
                        underWay -> assertThat(underWay).isLessThanOrEqualTo(Duration.ofSeconds(10)),
                        ended -> assertThat(ended).isEqualTo(AN_HOUR));
    }

    /** Accepts every call and answers none. */
    private static final class HangingRedis extends ReactiveStringRedisTemplate {

        private final List<List<?>> arguments = new ArrayList<>();
        private final TestPublisher<Object> never = TestPublisher.create();

        private HangingRedis() {
            super((ReactiveRedisConnectionFactory) Proxy.newProxyInstance(
                    HangingRedis.class.getClassLoader(),
                    new Class<?>[] {ReactiveRedisConnectionFactory.class},
                    (proxy, method, args) -> {
                        throw new UnsupportedOperationException(method.getName());
                    }));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> Flux<T> execute(RedisScript<T> script, List<String> keys, List<?> args) {
            arguments.add(args);
            return (Flux<T>) never.flux();
        }

        private List<Duration> lifetimes() {
            return arguments.stream()
                    .map(args -> Duration.ofMillis(Long.parseLong(args.getLast().toString())))
                    .toList();
        }
    }
}
