package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.OwnServers;
import studio.atelier.platform.test.TestSpace;
import tools.jackson.databind.json.JsonMapper;

/** Two instances share a cache through a Redis that is killed, or not there at the start. */
@AtelierInfrastructure(own = true)
class SmartCacheIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

    private final TestOrigin origin = new TestOrigin();
    private final List<Instance> instances = new ArrayList<>();

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }

    @Test
    void sharesValuesAndInvalidations(TestSpace space) {
        Instance first = start(space);
        Instance second = start(space);
        awaitListeners(first);
        assertThat(first.read("a")).isEqualTo(new Text("a1"));
        assertThat(second.read("a")).isEqualTo(new Text("a1"));
        assertThat(second.read("b")).isEqualTo(new Text("b1"));
        assertThat(first.read("b")).isEqualTo(new Text("b1"));

        first.invalidate("a");
        assertThat(first.read("a")).isEqualTo(new Text("a2"));
        await().atMost(LIMIT).until(() -> second.read("a").equals(new Text("a2")));
        assertThat(second.read("b")).isEqualTo(new Text("b1"));

        second.invalidateAll();
        assertThat(second.read("b")).isEqualTo(new Text("b2"));
        await().atMost(LIMIT).until(() -> first.read("b").equals(new Text("b2")));
        assertThat(origin.countLoads()).isEqualTo(4);
    }

    @Test
    void onlyLoadsMoreOftenWhileRedisIsKilled(OwnServers servers, TestSpace space) {
        Instance first = start(space);
        Instance second = start(space);
        awaitListeners(first);
        assertThat(first.read("c")).isEqualTo(new Text("c1"));

        servers.redis().kill();
        assertThat(first.read("c")).isEqualTo(new Text("c1"));
        assertThat(second.read("c")).isEqualTo(new Text("c2"));
        first.invalidate("c");
        assertThat(first.read("c")).isEqualTo(new Text("c3"));

        servers.redis().start();
        awaitSharing(first, second);
        awaitListeners(first);
        first.read("d");
        second.read("d");
        first.invalidate("d");
        await().atMost(LIMIT).until(() -> second.read("d").equals(first.read("d")));
    }

    @Test
    void startsWithoutRedisAndSharesOnceItIsThere(OwnServers servers, TestSpace space) {
        servers.redis().stop();
        Instance first = start(space);
        Instance second = start(space);
        assertThat(first.read("e")).isEqualTo(new Text("e1"));
        assertThat(second.read("e")).isEqualTo(new Text("e2"));

        servers.redis().start();

        awaitSharing(first, second);
        awaitListeners(first);
    }

    private Instance start(TestSpace space) {
        Instance instance = new Instance(space);
        instances.add(instance);
        return instance;
    }

    private static void awaitListeners(Instance instance) {
        await().atMost(LIMIT).until(() -> instance.redis.countListeners() == 2);
    }

    /** Each try needs a key that nobody has read. */
    private void awaitSharing(Instance first, Instance second) {
        await().atMost(LIMIT).until(() -> {
            String key = UUID.randomUUID().toString();
            first.read(key);
            second.read(key);
            return origin.countLoads(key) == 1;
        });
    }

    /** A value that is an object in JSON. */
    record Text(String text) {}

    private final class Instance implements AutoCloseable {

        private final RedisClient redis;
        private final SmartCaches caches;
        private final SmartCache<String, Text> cache;

        private Instance(TestSpace space) {
            this.redis = new RedisClient(space.servers().redisUrl(), space.redisPrefix());
            this.caches = new SmartCaches(
                    redis.createStore(), JsonMapper.shared(), new SimpleMeterRegistry(), Ticker.systemTicker());
            this.cache = caches.createCache(CacheSpecification.<String, Text>of(
                            "texts", TIME_TO_LIVE, key -> origin.loadValue(key).map(Text::new))
                    .keepFresh(10)
                    .shareThroughRedis(Text.class));
            caches.start();
        }

        private Text read(String key) {
            Text[] read = new Text[1];
            StepVerifier.create(cache.findValue(key))
                    .consumeNextWith(value -> read[0] = value)
                    .expectComplete()
                    .verify(LIMIT);
            return read[0];
        }

        private void invalidate(String key) {
            StepVerifier.create(cache.invalidateKey(key)).expectComplete().verify(LIMIT);
        }

        private void invalidateAll() {
            StepVerifier.create(cache.invalidateAll()).expectComplete().verify(LIMIT);
        }

        @Override
        public void close() {
            caches.stop();
            redis.close();
        }
    }
}
