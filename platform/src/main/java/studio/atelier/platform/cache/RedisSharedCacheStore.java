package studio.atelier.platform.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.platform.redis.RedisBreaker;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link SharedCacheStore} in Redis: a hash per key with the value, its version and the mark of its cache, and a string
 * per cache with the mark of its last invalidation. A value with another mark than the cache's is no value.
 */
final class RedisSharedCacheStore implements SharedCacheStore {

    private static final Logger log = LoggerFactory.getLogger(RedisSharedCacheStore.class);

    /** Mark, version and remaining milliseconds contain no space; the value comes last and may be empty. */
    private static final RedisScript<String> FIND = RedisScript.of("""
            local mark = redis.call('get', KEYS[2]) or ''
            local found = redis.call('hmget', KEYS[1], 'version', 'mark', 'value')
            local value = ''
            if found[3] and (mark == '' or found[2] == mark) then value = found[3] end
            return mark .. ' ' .. (found[1] or '') .. ' ' .. redis.call('pttl', KEYS[1]) .. ' ' .. value
            """, String.class);

    private static final RedisScript<Long> REPLACE = RedisScript.of("""
            local mark = redis.call('get', KEYS[2]) or ''
            local version = redis.call('hget', KEYS[1], 'version') or ''
            if mark ~= ARGV[1] or (version ~= '' and version ~= ARGV[2]) then return 0 end
            if ARGV[4] == '' then return redis.call('del', KEYS[1]) end
            redis.call('hset', KEYS[1], 'version', ARGV[3], 'mark', mark, 'value', ARGV[4])
            redis.call('pexpire', KEYS[1], ARGV[5])
            return 1
            """, Long.class);

    /** Leaves a version without a value, for as long as a load that has begun before may store its own. */
    private static final RedisScript<Long> INVALIDATE_KEY = RedisScript.of("""
            redis.call('hset', KEYS[1], 'version', ARGV[1])
            redis.call('hdel', KEYS[1], 'value')
            redis.call('pexpire', KEYS[1], ARGV[2])
            return redis.call('publish', ARGV[3], ARGV[4])
            """, Long.class);

    private static final RedisScript<Long> INVALIDATE_ALL = RedisScript.of("""
            redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
            return redis.call('publish', ARGV[3], ARGV[4])
            """, Long.class);

    private static final Duration LIMIT = Duration.ofMillis(300);

    private static final Retry UNTIL_REDIS_IS_BACK = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
            .maxBackoff(Duration.ofSeconds(5))
            .doBeforeRetry(signal -> log.debug(
                    "Redis is unavailable for invalidations of caches: {}; connecting again",
                    signal.failure().toString()));

    private final CircuitBreaker breaker = RedisBreaker.create("cache-redis");
    private final String instance = UUID.randomUUID().toString();
    private final AtomicLong versions = new AtomicLong();
    private final ReactiveStringRedisTemplate redis;
    private final JsonMapper json;
    private final String prefix;
    private final String channel;

    RedisSharedCacheStore(ReactiveStringRedisTemplate redis, JsonMapper json, RedisProperties properties) {
        this.redis = redis;
        this.json = json;
        this.prefix = properties.prefixName("cache:");
        this.channel = properties.prefixName("cache-invalidations");
    }

    @Override
    public Mono<StoredValue> findValue(String cache, String key) {
        return runScript(FIND, listKeys(cache, key), List.of()).map(RedisSharedCacheStore::parseFound);
    }

    private static StoredValue parseFound(String text) {
        String[] parts = text.split(" ", 4);
        long remaining = Math.max(0, Long.parseLong(parts[2]));
        return new StoredValue(parts[0], parts[1], parts[3].isEmpty() ? null : parts[3], Duration.ofMillis(remaining));
    }

    @Override
    public Mono<Void> replaceValue(
            String cache, String key, StoredValue found, @Nullable String value, Duration lifetime) {
        return runScript(
                        REPLACE,
                        listKeys(cache, key),
                        List.of(
                                found.mark(),
                                found.version(),
                                createVersion(),
                                value == null ? "" : value,
                                formatMillis(lifetime)))
                .then();
    }

    @Override
    public Mono<Void> invalidateKey(String cache, String key, Duration markLifetime) {
        return runScript(INVALIDATE_KEY, List.of(nameKey(cache, key)), listArguments(cache, key, markLifetime))
                .then();
    }

    @Override
    public Mono<Void> invalidateAll(String cache, Duration markLifetime) {
        return runScript(INVALIDATE_ALL, List.of(prefix + cache), listArguments(cache, null, markLifetime))
                .then();
    }

    private List<String> listArguments(String cache, @Nullable String key, Duration markLifetime) {
        String message = json.writeValueAsString(new CacheInvalidation(instance, cache, key));
        return List.of(createVersion(), formatMillis(markLifetime), channel, message);
    }

    private List<String> listKeys(String cache, String key) {
        return List.of(nameKey(cache, key), prefix + cache);
    }

    /** A cache's name has no colon, so that no two caches have a key in common. */
    private String nameKey(String cache, String key) {
        return prefix + cache + ":" + key;
    }

    private String createVersion() {
        return instance + "-" + versions.incrementAndGet();
    }

    private static String formatMillis(Duration duration) {
        return Long.toString(Math.max(1, duration.toMillis()));
    }

    /** Calls are skipped for a while if Redis is unavailable. */
    private <T> Mono<T> runScript(RedisScript<T> script, List<String> keys, List<String> arguments) {
        return Flux.defer(() -> redis.execute(script, keys, arguments))
                .next()
                .timeout(LIMIT)
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    @Override
    public Flux<CacheInvalidation> listenToInvalidations() {
        return Flux.defer(() -> redis.listenTo(ChannelTopic.of(channel)))
                .<String>map(ReactiveSubscription.Message::getMessage)
                .retryWhen(UNTIL_REDIS_IS_BACK)
                .repeat()
                .concatMap(this::parseInvalidation)
                .filter(invalidation -> !invalidation.sender().equals(instance));
    }

    private Mono<CacheInvalidation> parseInvalidation(String message) {
        try {
            return Mono.just(json.readValue(message, CacheInvalidation.class));
        } catch (JacksonException e) {
            log.warn("An invalidation of a cache cannot be read and is ignored", e);
            return Mono.empty();
        }
    }
}
