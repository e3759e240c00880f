package studio.atelier.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Requests sent on schedule whether or not the previous ones were answered, as users do. Each is timed from when it was
 * due, not from when it was sent: a stall also delays the requests due meanwhile, which a waiting client would not
 * measure (coordinated omission).
 */
public final class OpenLoop {

    private final long gapNanos;

    /** A loop that sends this many requests per second at even intervals. */
    public OpenLoop(double perSecond) {
        this.gapNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /**
     * Sends this many requests and waits for all responses.
     *
     * @param send sends the request with this number; its time ends when the future completes
     * @throws java.util.concurrent.CompletionException if a request fails
     */
    public Percentiles run(int count, IntFunction<CompletableFuture<?>> send) {
        Percentiles times = new Percentiles();
        List<CompletableFuture<?>> answers = new ArrayList<>(count);
        long begun = System.nanoTime();
        for (int number = 0; number < count; number++) {
            long due = begun + number * gapNanos;
            awaitNanoTime(due);
            answers.add(send.apply(number).thenRun(() -> times.addNanos(System.nanoTime() - due)));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        return times;
    }

    /** The time from the first request to the one with this number. */
    public Duration dueAfter(int number) {
        return Duration.ofNanos(number * gapNanos);
    }

    private static void awaitNanoTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
