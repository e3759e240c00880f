package studio.atelier.gateway.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Counts in Redis, for all instances of the gateway together. After three failures in a row Redis is left alone for a
 * while, so that its absence costs a request nothing. The connection is its own, made at the first request, because the
 * gateway starts without Redis too.
 */
@Component
class RedisRateLimits implements RateLimits, DisposableBean {

    /** Left to itself the client waits up to half a minute between attempts, and logins with it. */
    private static final Duration BETWEEN_RECONNECTS = Duration.ofSeconds(1);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Commands that an unresponsive Redis may leave behind before more are refused at once. */
    private static final int MOST_WAITING = 10_000;

    private final LimitProperties properties;
    private final String prefix;
    private final ClientResources resources;
    private final RedisClient client;
    private final CircuitBreaker breaker;
    private final Mono<AsyncProxyManager<String>> buckets;

    RedisRateLimits(LimitProperties properties, RedisAddress redis) {
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
        this.breaker = CircuitBreaker.of("rate-limit-redis", opensAfterThreeFailures(properties.redisPause()));
        this.buckets = connect(RedisURI.create(redis.url()))
                .map(RedisRateLimits::proxyManager)
                // A failure is not kept: the next request tries to connect again.
                .cacheInvalidateIf(manager -> false);
    }

    private static CircuitBreakerConfig opensAfterThreeFailures(Duration pause) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(3)
                .minimumNumberOfCalls(3)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(pause)
                .build();
    }

    private Mono<StatefulRedisConnection<String, byte[]>> connect(RedisURI uri) {
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        return Mono.fromCompletionStage(() -> client.connectAsync(codec, uri));
    }

    private static AsyncProxyManager<String> proxyManager(StatefulRedisConnection<String, byte[]> connection) {
        return Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build()
                .asAsync();
    }

    @Override
    public Mono<Duration> take(RequestClass requestClass, String key) {
        return buckets.flatMap(manager -> consume(manager, requestClass, key))
                .timeout(properties.redisTimeout())
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(CountUnavailableException::new);
    }

    private Mono<Duration> consume(AsyncProxyManager<String> manager, RequestClass requestClass, String key) {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(LocalRateLimits.bandwidth(properties.of(requestClass)))
                .build();
        return Mono.fromFuture(() -> manager.builder()
                        .build(
                                prefix + requestClass + ":" + key,
                                () -> CompletableFuture.completedFuture(configuration))
                        .tryConsumeAndReturnRemaining(1))
                .map(RedisRateLimits::waitOf);
    }

    private static Duration waitOf(ConsumptionProbe probe) {
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    @Override
    public void destroy() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
