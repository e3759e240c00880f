package studio.atelier.platform.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.platform.redis.RedisFirstConnection;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.json.JsonMapper;

/** The Redis client of one instance in a test, with the settings of production. */
final class RedisClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ClientResources resources = DefaultClientResources.builder()
            .reconnectDelay(Delay.constant(Duration.ofSeconds(1)))
            .build();
    private final LettuceConnectionFactory connections;
    private final RedisFirstConnection first;
    private final ReactiveStringRedisTemplate redis;
    private final RedisProperties properties;

    RedisClient(String url, String prefix) {
        URI server = URI.create(url);
        LettuceClientConfiguration settings = LettuceClientConfiguration.builder()
                .clientResources(resources)
                .commandTimeout(Duration.ofMillis(200))
                .clientOptions(ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build())
                .build();
        this.connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(server.getHost(), server.getPort()), settings);
        connections.afterPropertiesSet();
        connections.start();
        this.first = new RedisFirstConnection(connections);
        first.start();
        this.redis = new ReactiveStringRedisTemplate(first.createConnectionFactory());
        this.properties = new RedisProperties(prefix);
    }

    RedisSharedCacheStore createStore() {
        return new RedisSharedCacheStore(redis, JsonMapper.shared(), properties);
    }

    /** How many instances listen to invalidations; sends one that concerns no cache. */
    long countListeners() {
        long[] count = new long[1];
        Mono<Long> sent = redis.convertAndSend(
                properties.prefixName("cache-invalidations"), "{\"sender\": \"test\", \"cache\": \"none\"}");
        StepVerifier.create(sent.onErrorReturn(0L))
                .consumeNextWith(receivers -> count[0] = receivers)
                .expectComplete()
                .verify(LIMIT);
        return count[0];
    }

    @Override
    public void close() {
        first.stop();
        connections.destroy();
        resources.shutdown();
    }
}
