package studio.atelier.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class RedisFirstConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Client client = new Client();
    private final RedisFirstConnection redis = new RedisFirstConnection(client);

    @AfterEach
    void stop() {
        redis.stop();
    }

    @Test
    void isConnectedWhenTheStartIsOver() {
        client.there = true;

        redis.start();

        assertThat(redis.createConnectionFactory().getReactiveConnection()).isSameAs(client.connection);
    }

    @Test
    void forgivesAFirstTryThatTookTooLong() {
        client.there = true;
        client.slowTries.set(1);

        redis.start();

        assertThat(connected()).isTrue();
    }

    @Test
    void failsCommandsAtOnceWithoutAskingTheClientWhileRedisHasNotBeenThere() {
        redis.start();
        client.askers.clear();

        StepVerifier.create(new ReactiveStringRedisTemplate(redis.createConnectionFactory()).hasKey("a"))
                .expectError(RedisConnectionFailureException.class)
                .verify(LIMIT);

        assertThat(client.askers).doesNotContain(Thread.currentThread());
    }

    @Test
    void connectsInTheBackgroundOnceRedisIsThere() {
        redis.start();
        client.there = true;

        StepVerifier.create(Flux.interval(Duration.ofMillis(50))
                        .onBackpressureDrop()
                        .filter(tick -> connected())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void passesNothingOnAfterItsEnd() {
        client.there = true;
        redis.start();

        redis.stop();

        assertThat(connected()).isFalse();
    }

    private boolean connected() {
        try {
            return redis.createConnectionFactory().getReactiveConnection() == client.connection;
        } catch (RedisConnectionFailureException away) {
            return false;
        }
    }

    /** A client whose server starts and stops. */
    private static final class Client implements ReactiveRedisConnectionFactory {

        private final Set<Thread> askers = ConcurrentHashMap.newKeySet();
        private final ReactiveRedisConnection connection = (ReactiveRedisConnection) Proxy.newProxyInstance(
                ReactiveRedisConnection.class.getClassLoader(),
                new Class<?>[] {ReactiveRedisConnection.class},
                (proxy, method, arguments) -> null);
        private final AtomicInteger slowTries = new AtomicInteger();
        private volatile boolean there;

        @Override
        public ReactiveRedisConnection getReactiveConnection() {
            askers.add(Thread.currentThread());
            if (!there || slowTries.getAndDecrement() > 0) {
                throw new RedisConnectionFailureException("away");
            }
            return connection;
        }

        @Override
        public ReactiveRedisClusterConnection getReactiveClusterConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public DataAccessException translateExceptionIfPossible(RuntimeException error) {
            return null;
        }
    }
}
