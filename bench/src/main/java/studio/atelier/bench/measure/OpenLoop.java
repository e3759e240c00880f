package studio.atelier.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Requests that come at their times whether or not the ones before were answered, as people do. Each is measured from
 * when it was due, not from when it got out: a system that stalls keeps those who come meanwhile waiting, and a client
 * that waits with it would leave that out (coordinated omission).
 */
public final class OpenLoop {

    private final long gapNanos;

    /** So many a second, evenly. */
    public OpenLoop(double perSecond) {
        this.gapNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /**
     * Sends this many and waits for all answers.
     *
     * @param send sends the request of this number; its time ends when the future completes
     * @throws java.util.concurrent.CompletionException if one fails
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

    /** How long after the first request the one of this number is due. */
    public Duration dueAfter(int number) {
        return Duration.ofNanos(number * gapNanos);
    }

    private static void awaitNanoTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
