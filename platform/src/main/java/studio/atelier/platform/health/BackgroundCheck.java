package studio.atelier.platform.health;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A look that may block, made on a daemon thread of its own, so that the watch never waits for it. One at a time.
 *
 * @param <T> what it brings
 */
final class BackgroundLook<T> {

    private final Supplier<T> look;
    private final LongSupplier nanoTime;
    private final ExecutorService executor;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long begun;
    private volatile @Nullable Answer<T> last;

    BackgroundLook(String threadName, Supplier<T> look, LongSupplier nanoTime) {
        this.look = look;
        this.nanoTime = nanoTime;
        this.executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(threadName).factory());
    }

    /** Looks, unless a look is under way. */
    void begin() {
        if (underWay.compareAndSet(false, true)) {
            begun = nanoTime.getAsLong();
            executor.execute(this::lookOnce);
        }
    }

    private void lookOnce() {
        try {
            long at = begun;
            last = new Answer<>(look.get(), at);
        } finally {
            underWay.set(false);
        }
    }

    /** The last answer, or null before the first. */
    @Nullable
    T answer() {
        Answer<T> answer = last;
        return answer == null ? null : answer.value;
    }

    /** The last answer, if its look was begun at this moment or later. */
    @Nullable
    T answerSince(long nanos) {
        Answer<T> answer = last;
        return answer == null || answer.begun - nanos < 0 ? null : answer.value;
    }

    /** How long the look under way has taken; zero if there is none. */
    Duration waiting() {
        return underWay.get() ? Duration.ofNanos(nanoTime.getAsLong() - begun) : Duration.ZERO;
    }

    private record Answer<T>(T value, long begun) {}
}
