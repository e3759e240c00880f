package studio.atelier.gateway.realtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.redis.RedisProperties;

/**
 * Lets each ticket be used once, on any instance. While Redis is unavailable an instance knows only the tickets used on
 * itself: a ticket is valid for a minute and only for its user's frames, so a second use is better than no realtime.
 */
@Component
class UsedRealtimeTickets {

    private static final Logger log = LoggerFactory.getLogger(UsedRealtimeTickets.class);

    private static final Duration REDIS_TIMEOUT = Duration.ofMillis(200);

    private static final int MOST_REMEMBERED = 100_000;

    private final ReactiveStringRedisTemplate redis;
    private final Cache<UUID, Boolean> own;
    private final String prefix;
    private final Duration life;
    private final AtomicBoolean redisAway = new AtomicBoolean();

    UsedRealtimeTickets(
            ReactiveStringRedisTemplate redis, RedisProperties redisProperties, RealtimeProperties properties) {
        this.redis = redis;
        this.prefix = redisProperties.prefixName("ticket:");
        this.life = properties.ticketLife();
        this.own = Caffeine.newBuilder()
                .expireAfterWrite(life)
                .maximumSize(MOST_REMEMBERED)
                .build();
    }

    /** Marks a ticket as used. Never empty. @return whether it had not been used before */
    Mono<Boolean> useTicket(RealtimeTicket ticket) {
        return Mono.fromSupplier(() -> own.asMap().putIfAbsent(ticket.id(), true) == null)
                .flatMap(first -> first ? useInRedis(ticket) : Mono.just(false));
    }

    private Mono<Boolean> useInRedis(RealtimeTicket ticket) {
        return redis.opsForValue()
                .setIfAbsent(prefix + ticket.id(), "", life)
                .timeout(REDIS_TIMEOUT)
                .doOnNext(answer -> redisAway.set(false))
                .onErrorResume(error -> {
                    logOncePerOutage(error);
                    return Mono.just(true);
                });
    }

    private void logOncePerOutage(Throwable error) {
        if (redisAway.compareAndSet(false, true)) {
            log.warn("Redis is unavailable; ticket use is checked on this instance only: {}", error.toString());
        }
    }
}
