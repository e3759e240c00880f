package studio.atelier.platform.redis;

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
import studio.atelier.platform.work.ShutdownPhase;

/**
 * Makes the client's first connection to Redis, at the start and then in the background until it succeeds. The client
 * itself would connect in the thread of the first command and block it; so until then commands do not reach the client
 * and fail at once, as while Redis is unavailable. Once connected, the client restores its connection by itself,
 * without blocking a thread.
 */
public final class RedisFirstConnection implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedisFirstConnection.class);
    private static final int FIRST_TRIES = 2;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory client;
    private Disposable trying = Disposables.disposed();
    private volatile boolean connected;
    private volatile boolean started;

    public RedisFirstConnection(ReactiveRedisConnectionFactory client) {
        this.client = client;
    }

    /** Connections that never block: they fail with {@link RedisConnectionFailureException} until connected. */
    public ReactiveRedisConnectionFactory createConnectionFactory() {
        return new GuardedRedisConnections();
    }

    /**
     * Waits for two attempts, each no longer than the client's connect timeout: on a busy machine the first may spend
     * its time on loading the client's classes.
     */
    @Override
    public void start() {
        started = true;
        if (Stream.generate(this::tryConnect).limit(FIRST_TRIES).noneMatch(success -> success)) {
            log.warn("Redis is unavailable; the service starts without it and keeps trying to connect");
            trying = Mono.delay(BETWEEN_TRIES)
                    .publishOn(Schedulers.boundedElastic())
                    .filter(tick -> tryConnect())
                    .repeatWhenEmpty(Integer.MAX_VALUE, tries -> tries)
                    .subscribe(done -> log.info("Connected to Redis"));
        }
    }

    /** Errors are only logged: stopping interrupts an attempt, and its outcome is then irrelevant. */
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
        return ShutdownPhase.CONNECTIONS.value();
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
                throw new RedisConnectionFailureException("No connection to Redis since the start");
            }
            return client;
        }

        @Override
        public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException error) {
            return client.translateExceptionIfPossible(error);
        }
    }
}
