package studio.atelier.gateway.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.redis.RedisBreaker;
import studio.atelier.platform.redis.RedisProperties;

/**
 * Counts in Redis for all gateway instances together, with one script call per request: with compare-and-swap, two
 * hundred requests of one user waited for each other until Redis seemed unavailable. After three failures in a row
 * Redis is not called for a while, so that its absence does not delay requests. Requests that are refused without Redis
 * have a longer timeout, and failures of their own.
 */
@Component
class RedisRateLimits implements RateLimits {

    private static final RedisScript<Long> TAKE_REQUEST = RedisScript.of(readScript(), Long.class);

    private final ReactiveStringRedisTemplate redis;
    private final RateLimitProperties properties;
    private final String prefix;
    private final CircuitBreaker breaker;
    private final CircuitBreaker requiredBreaker;

    RedisRateLimits(
            ReactiveStringRedisTemplate redis, RedisProperties redisProperties, RateLimitProperties properties) {
        this.redis = redis;
        this.properties = properties;
        this.prefix = redisProperties.prefixName("limit:");
        this.breaker = RedisBreaker.create("rate-limit-redis", properties.redisPause());
        this.requiredBreaker = RedisBreaker.create("required-rate-limit-redis", properties.redisPause());
    }

    /** Read here, because a script that is given as a file is looked up on the event loop before each call. */
    private static String readScript() {
        try {
            return new ClassPathResource("redis/take-request.lua").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The rate limit script is missing from the jar", e);
        }
    }

    @Override
    public Mono<Duration> takeRequest(RequestRateClass requestClass, String key) {
        boolean required = requestClass.countScope() == RequestRateClass.RequestCountScope.SHARED;
        return callScript(properties.rateOf(requestClass), prefix + requestClass + ":" + key)
                .timeout(required ? properties.requiredRedisTimeout() : properties.redisTimeout())
                .transformDeferred(CircuitBreakerOperator.of(required ? requiredBreaker : breaker))
                .onErrorMap(CountUnavailableException::new);
    }

    private Mono<Duration> callScript(RateLimitProperties.RequestRate rate, String bucket) {
        long full = rate.period().toMillis();
        String interval = Double.toString((double) full / rate.requests());
        return redis.execute(TAKE_REQUEST, List.of(bucket), List.of(interval, Long.toString(full)))
                .single()
                .map(Duration::ofMillis);
    }
}
