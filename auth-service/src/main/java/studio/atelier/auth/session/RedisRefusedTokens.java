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
import studio.atelier.auth.cache.RedisKeys;
import studio.atelier.auth.session.RefreshToken.TokenHash;

/** Marks in Redis; the value is the epoch second of the mark. With Redis away PostgreSQL answers alone. */
@Component
class RedisRefusedTokens implements RefusedTokens {

    private static final Logger log = LoggerFactory.getLogger(RedisRefusedTokens.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int PAGE = 500;

    private final ReactiveStringRedisTemplate redis;
    private final RedisKeys keys;
    private final SessionProperties properties;
    private final Clock clock;

    RedisRefusedTokens(ReactiveStringRedisTemplate redis, RedisKeys keys, SessionProperties properties, Clock clock) {
        this.redis = redis;
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Mono<Boolean> contains(TokenHash token) {
        return redis.hasKey(key(token)).timeout(PATIENCE).onErrorResume(error -> {
            log.warn("Redis does not answer; PostgreSQL decides about a refresh token alone: {}", error.toString());
            return Mono.just(false);
        });
    }

    @Override
    public Mono<Void> add(TokenHash token) {
        String second = Long.toString(clock.instant().getEpochSecond());
        return redis.opsForValue()
                .set(key(token), second, properties.maxIdle())
                .timeout(PATIENCE)
                .then()
                .onErrorResume(error -> {
                    log.warn("A refused refresh token could not be marked in Redis: {}", error.toString());
                    return Mono.empty();
                });
    }

    @Override
    public Mono<Long> deleteMarkedBefore(Instant moment) {
        return redis.scan(ScanOptions.scanOptions()
                        .match(keys.of("refused", "*"))
                        .count(PAGE)
                        .build())
                .filterWhen(key -> overdue(key, moment))
                .buffer(PAGE)
                .concatMap(this::delete)
                .reduce(0L, Long::sum);
    }

    private Mono<Boolean> overdue(String key, Instant moment) {
        Mono<Boolean> old = redis.opsForValue()
                .get(key)
                .map(second -> Long.parseLong(second) < moment.getEpochSecond())
                .defaultIfEmpty(false);
        // Redis answers a lifetime of zero for a key that would stay for ever.
        Mono<Boolean> immortal = redis.getExpire(key).map(Duration::isZero).defaultIfEmpty(false);
        return Mono.zip(old, immortal, Boolean::logicalOr);
    }

    private Mono<Long> delete(List<String> overdue) {
        return redis.unlink(overdue.toArray(String[]::new));
    }

    private String key(TokenHash token) {
        return keys.of("refused", token.hex());
    }
}
