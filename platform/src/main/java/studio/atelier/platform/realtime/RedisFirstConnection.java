package studio.atelier.platform.realtime;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the client's first connection to Redis, at the start and then in the background until there is one. The client
 * would make it in the thread of the first command, which waits; so no command gets to it before, but fails at once, as
 * it does while Redis is away. Once connected the client restores its connection by itself, without a thread that
 * waits.
 */
final class RedisFirstConnection implements SmartLifecycle {

    /** After the client, before whatever sends commands. */
    private static final int PHASE = 1;

    private static final Logger log = LoggerFactory.getLogger(RedisFirstConnection.class);
    private static final int FIRST_TRIES = 2;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory client;
    private Disposable trying = Disposables.disposed();
    private volatile boolean connected;
    private volatile boolean started;

    RedisFirstConnection(ReactiveRedisConnectionFactory client) {
        this.client = client;
    }

    /**
     * Connections for those who must not wait: they fail with {@link RedisConnectionFailureException} until connected.
     */
    ReactiveRedisConnectionFactory createConnectionFactory() {
        return new GuardedRedisConnections();
    }

    /**
     * Waits for two tries, no longer than the client's connect timeout each: on a busy machine the first one can spend
     * its time on loading the client's classes.
     */
    @Override
    public void start() {
        started = true;
        if (Stream.generate(this::tryConnect).limit(FIRST_TRIES).noneMatch(there -> there)) {
            log.warn("Redis is away; the service starts without");
            trying = Mono.delay(BETWEEN_TRIES)
                    .publishOn(Schedulers.boundedElastic())
                    .filter(tick -> tryConnect())
                    .repeatWhenEmpty(Integer.MAX_VALUE, tries -> tries)
                    .subscribe(done -> log.info("Redis is there"));
        }
    }

    /** Keeps its failures to itself: whoever stops the tries interrupts one, and has no use for what comes of it. */
    private boolean tryConnect() {
        try {
            client.getReactiveConnection();
            connected = started;
        } catch (DataAccessException e) {
            log.debug("No connection to Redis", e);
        }
        return connected;
    }

    @Override
    public void stop() {
        started = false;
        connected = false;
        trying.dispose();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private final class GuardedRedisConnections implements ReactiveRedisConnectionFactory {

        @Override
        public ReactiveRedisConnection getReactiveConnection() {
            return whenConnected().getReactiveConnection();
        }

        @Override
        public ReactiveRedisClusterConnection getReactiveClusterConnection() {
            return whenConnected().getReactiveClusterConnection();
        }

        private ReactiveRedisConnectionFactory whenConnected() {
            if (!connected) {
                throw new RedisConnectionFailureException("Redis has not been there since the start");
            }
            return client;
        }

        @Override
        public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException error) {
            return client.translateExceptionIfPossible(error);
        }
    }
}
