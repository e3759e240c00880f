package studio.atelier.platform.health.probe;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Detects a pool that hands out no connection although the database answers over another connection and does nothing
 * for the acquired ones. An unavailable database and a busy pool are no fault of this process.
 */
final class ConnectionPoolProbe implements FaultProbe {

    private final Mono<? extends Connection> pool;
    private final Supplier<String> state;
    private final BackgroundCheck<DatabaseHealthQuery.DatabaseHealthAnswer> database;
    private final long longestAcquireNanos;
    private final LongSupplier nanoTime;
    private final AtomicBoolean acquiring = new AtomicBoolean();
    private volatile long lastAcquired;

    /**
     * Creates the probe.
     *
     * @param pool hands out a connection to each subscriber
     * @param state of the pool, for log lines and operators
     */
    ConnectionPoolProbe(
            Mono<? extends Connection> pool,
            Supplier<String> state,
            BackgroundCheck<DatabaseHealthQuery.DatabaseHealthAnswer> database,
            Duration longestAcquire,
            LongSupplier nanoTime) {
        this.pool = pool;
        this.state = state;
        this.database = database;
        this.longestAcquireNanos = longestAcquire.toNanos();
        this.nanoTime = nanoTime;
        this.lastAcquired = nanoTime.getAsLong();
    }

    static Supplier<String> stateOf(ConnectionPool pool) {
        return () -> pool.getMetrics()
                .map(metrics -> "%d of %d connections are out, %d callers wait"
                        .formatted(metrics.acquiredSize(), metrics.getMaxAllocatedSize(), metrics.pendingAcquireSize()))
                .orElse("");
    }

    @Override
    public FaultCause faultCause() {
        return FaultCause.CONNECTION_POOL;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        acquireConnection();
        long now = nanoTime.getAsLong();
        long suspectSince = lastAcquired + longestAcquireNanos;
        if (now - suspectSince < 0) {
            return null;
        }
        DatabaseHealthQuery.DatabaseHealthAnswer answer = database.answerSince(suspectSince);
        database.beginCheck();
        return answer != null && answer.reachable() && !answer.poolWorks()
                ? DetectedFault.of("no connection was handed out for %d s, though the database answers; %s"
                        .formatted(Duration.ofNanos(now - lastAcquired).toSeconds(), state.get()))
                : null;
    }

    /** Never cancelled: a connection that arrives late is returned to the pool. */
    private void acquireConnection() {
        if (acquiring.compareAndSet(false, true)) {
            pool.flatMap(this::giveBack).doFinally(end -> acquiring.set(false)).subscribe(done -> {}, refused -> {});
        }
    }

    private Mono<Void> giveBack(Connection connection) {
        lastAcquired = nanoTime.getAsLong();
        return Mono.from(connection.close());
    }
}
