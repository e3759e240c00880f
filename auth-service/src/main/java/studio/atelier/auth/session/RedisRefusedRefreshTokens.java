package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.platform.redis.RedisProperties;

/** Marks in Redis; the value is the epoch second of the mark. While Redis is unavailable PostgreSQL alone decides. */
@Component
class RedisRefusedRefreshTokens implements RefusedRefreshTokens {

    private static final Logger log = LoggerFactory.getLogger(RedisRefusedRefreshTokens.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int PAGE = 500;

    private final ReactiveStringRedisTemplate redis;
    private final String prefix;
    private final SessionProperties properties;
    private final Clock clock;

    RedisRefusedRefreshTokens(
            ReactiveStringRedisTemplate redis,
            RedisProperties redisProperties,
            SessionProperties properties,
            Clock clock) {
        this.redis = redis;
        this.prefix = redisProperties.prefixName("auth:refused:");
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Mono<Boolean> isRefused(RefreshTokenHash token) {
        return redis.hasKey(buildKey(token)).timeout(PATIENCE).onErrorResume(error -> {
            log.warn("Refused refresh tokens are unreadable in Redis: {}; PostgreSQL decides", error.toString());
            return Mono.just(false);
        });
    }

    @Override
    public Mono<Void> markRefused(RefreshTokenHash token) {
        String second = Long.toString(clock.instant().getEpochSecond());
        return redis.opsForValue()
                .set(buildKey(token), second, properties.maxIdle())
                .timeout(PATIENCE)
                .then()
                .onErrorResume(error -> {
                    log.warn("Refused refresh token not marked in Redis: {}; PostgreSQL decides", error.toString());
                    return Mono.empty();
                });
    }

    @Override
    public Mono<Long> deleteMarkedBefore(Instant moment) {
        return redis.scan(ScanOptions.scanOptions()
                        .match(prefix + "*")
                        .count(PAGE)
                        .build())
                .filterWhen(key -> isOverdue(key, moment))
                .buffer(PAGE)
                .concatMap(this::deleteKeys)
                .reduce(0L, Long::sum);
    }

    private Mono<Boolean> isOverdue(String key, Instant moment) {
        Mono<Boolean> old = redis.opsForValue()
                .get(key)
                .map(second -> Long.parseLong(second) < moment.getEpochSecond())
                .defaultIfEmpty(false);
        // Redis returns a lifetime of zero for a key without an expiry.
        Mono<Boolean> immortal = redis.getExpire(key).map(Duration::isZero).defaultIfEmpty(false);
        return Mono.zip(old, immortal, Boolean::logicalOr);
    }

    private Mono<Long> deleteKeys(List<String> overdue) {
        return redis.unlink(overdue.toArray(String[]::new));
    }

    private String buildKey(RefreshTokenHash token) {
        return prefix + token.hex();
    }
}
