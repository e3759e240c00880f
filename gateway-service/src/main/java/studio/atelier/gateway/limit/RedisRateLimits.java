package studio.atelier.gateway.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import studio.atelier.platform.redis.RedisBreaker;

/**
 * Counts in Redis for all gateway instances together, with one script call per request: with compare-and-swap, two
 * hundred requests of one user waited for each other until Redis seemed unavailable. After three failures in a row
 * Redis is not called for a while, so that its absence does not delay requests. The connection is separate and opened
 * at the first request, because the gateway also starts without Redis.
 */
@Component
class RedisRateLimits implements RateLimits, SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RedisRateLimits.class);

    private static final String TAKE = readScript();

    /** By default the client waits up to half a minute between attempts, and so would logins. */
    private static final Duration BETWEEN_RECONNECTS = Duration.ofSeconds(1);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How many commands may wait for an unresponsive Redis before more are refused at once. */
    private static final int MOST_WAITING = 10_000;

    private final RateLimitProperties properties;
    private final String prefix;
    private final ClientResources resources;
    private final RedisClient client;
    private final CircuitBreaker breaker;
    private final Mono<StatefulRedisConnection<String, String>> connection;
    private @Nullable Disposable connecting;

    RedisRateLimits(RateLimitProperties properties, RedisRateLimitProperties redis) {
        this.properties = properties;
        this.prefix = redis.prefix() + "limit:";
        this.resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(BETWEEN_RECONNECTS))
                .build();
        this.client = RedisClient.create(resources, redis.url());
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .build());
        this.breaker = RedisBreaker.create("rate-limit-redis", properties.redisPause());
        RedisURI uri = RedisURI.create(redis.url());
        this.connection = Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8, uri))
                // A failure is not cached: the next request tries to connect again.
                .cacheInvalidateIf(connected -> false);
    }

    @Override
    public Mono<Duration> takeRequest(RequestRateClass requestClass, String key) {
        return connection
                .flatMap(connected ->
                        callScript(connected, properties.rateOf(requestClass), prefix + requestClass + ":" + key))
                .timeout(properties.redisTimeout())
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(CountUnavailableException::new);
    }

    private static Mono<Duration> callScript(
            StatefulRedisConnection<String, String> connected, RateLimitProperties.RequestRate rate, String bucket) {
        long full = rate.period().toMillis();
        String interval = Double.toString((double) full / rate.requests());
        return connected
                .reactive()
                .<Long>eval(TAKE, ScriptOutputType.INTEGER, new String[] {bucket}, interval, Long.toString(full))
                .next()
                .map(Duration::ofMillis);
    }

    private static String readScript() {
        try {
            return new ClassPathResource("redis/take-request.lua").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The rate limit script is missing from the jar", e);
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        connecting = connection.subscribe(
                connected -> {},
                error -> log.info(
                        "Redis is unavailable for rate limits: {}; the next request connects again", error.toString()));
    }

    @Override
    public void destroy() {
        if (connecting != null) {
            connecting.dispose();
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
