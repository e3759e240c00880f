package studio.atelier.platform.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.platform.redis.RedisFirstConnection;
import studio.atelier.platform.redis.RedisProperties;

class RedisRealtimePublisherTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MeterRegistry meters = new SimpleMeterRegistry();

    /** No server listens on port 1. */
    private final LettuceConnectionFactory away = new LettuceConnectionFactory("127.0.0.1", 1);

    @AfterEach
    void close() {
        away.destroy();
    }

    @Test
    void dropsAndCountsUpdatesWhileRedisIsAwayAndNeverFails() {
        away.afterPropertiesSet();
        away.start();
        RedisFirstConnection redis = new RedisFirstConnection(away);
        redis.start();
        RedisRealtimePublisher publisher = new RedisRealtimePublisher(
                new ReactiveStringRedisTemplate(redis.createConnectionFactory()),
                new RedisProperties("atelier:"),
                meters);
        RealtimeMessage update =
                new RealtimeMessage(new UserId(UUID.randomUUID()), "job.progress", "job", 1, Map.of("progress", 50));
        StepVerifier.create(Flux.range(0, 100).concatMap(i -> publisher.publishMessage(update)))
                .expectComplete()
                .verify(LIMIT);
        redis.stop();
        assertThat(meters.counter("atelier.live.updates", "outcome", "dropped").count())
                .isEqualTo(100);
    }
}
