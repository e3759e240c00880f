package studio.atelier.platform.health.probe;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a check that may block on another thread, one at a time, so that the watch never blocks.
 *
 * @param <T> result of the check
 */
final class BackgroundCheck<T> {

    private final Executor executor;
    private final Supplier<T> check;
    private final LongSupplier nanoTime;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile long begun;
    private volatile @Nullable TimedCheckAnswer<T> last;

    BackgroundCheck(Executor executor, Supplier<T> check, LongSupplier nanoTime) {
        this.executor = executor;
        this.check = check;
        this.nanoTime = nanoTime;
    }

    /** A daemon thread for one check. */
    static Executor daemonThread(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Begins the check, unless it is already running. */
    void beginCheck() {
        if (running.compareAndSet(false, true)) {
            begun = nanoTime.getAsLong();
            try {
                executor.execute(this::runOnce);
            } catch (RejectedExecutionException e) {
                running.set(false); // the executor and the process are shutting down
            }
        }
    }

    private void runOnce() {
        try {
            long at = begun;
            last = new TimedCheckAnswer<>(check.get(), at);
        } finally {
            running.set(false);
        }
    }

    /** The last result, or null before the first. */
    @Nullable
    T lastAnswer() {
        TimedCheckAnswer<T> result = last;
        return result == null ? null : result.value;
    }

    /** The last result, if its check began at this time or later. */
    @Nullable
    T answerSince(long nanos) {
        TimedCheckAnswer<T> result = last;
        return result == null || result.begun - nanos < 0 ? null : result.value;
    }

    /** How long the running check has taken; zero if none is running. */
    Duration elapsedTime() {
        return running.get() ? Duration.ofNanos(nanoTime.getAsLong() - begun) : Duration.ZERO;
    }

    private record TimedCheckAnswer<T>(T value, long begun) {}
}
