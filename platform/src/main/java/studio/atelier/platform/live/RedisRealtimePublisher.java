package studio.atelier.platform.live;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.platform.redis.RedisBreaker;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.json.JsonMapper;

/** {@link RealtimePublisher} by Redis pub/sub. */
final class RedisRealtimePublisher implements RealtimePublisher {

    private static final Duration LIMIT = Duration.ofMillis(300);

    private final JsonMapper json = JsonMapper.shared();
    private final CircuitBreaker breaker = RedisBreaker.create("realtime-redis");
    private final ReactiveStringRedisTemplate redis;
    private final String channel;
    private final Counter sent;
    private final Counter dropped;

    RedisRealtimePublisher(ReactiveStringRedisTemplate redis, RedisProperties properties, MeterRegistry meters) {
        this.redis = redis;
        this.channel = properties.prefixName(RealtimeMessage.CHANNEL);
        this.sent = meters.counter("atelier.live.updates", "outcome", "sent");
        this.dropped = meters.counter("atelier.live.updates", "outcome", "dropped");
    }

    @Override
    public Mono<Void> publishMessage(RealtimeMessage update) {
        return Mono.defer(() -> redis.convertAndSend(channel, json.writeValueAsString(update)))
                .timeout(LIMIT)
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .doOnNext(receivers -> sent.increment())
                .onErrorResume(error -> Mono.fromRunnable(dropped::increment))
                .then();
    }
}
