package studio.atelier.platform.health.probe;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * Detects event loop and pool threads that run no task, by offering each an empty task at every check. A stall counts
 * only after several checks in a row, because after a pause of the whole process this check may run before those
 * threads do.
 */
final class ThreadStallProbe implements FaultProbe {

    private static final int FEWEST_STALLED_CHECKS = 3;

    private final FaultCause cause;
    private final List<StallTaskReceiver> receivers;
    private final long longestStallNanos;

    /**
     * Creates the probe.
     *
     * @param executors one for each thread, or one for a pool of threads
     */
    ThreadStallProbe(
            FaultCause cause, List<? extends Executor> executors, Duration longestStall, LongSupplier nanoTime) {
        this.cause = cause;
        this.receivers = executors.stream()
                .map(executor -> new StallTaskReceiver(executor, nanoTime))
                .toList();
        this.longestStallNanos = longestStall.toNanos();
    }

    /** Checks each event loop thread, and each thread of the scheduler for timers. */
    static ThreadStallProbe forEventLoops(List<LoopResources> loops, Duration longestStall, LongSupplier nanoTime) {
        List<Executor> executors = new ArrayList<>();
        for (LoopResources resources : loops) {
            for (EventExecutor loop : resources.onServer(LoopResources.DEFAULT_NATIVE)) {
                executors.add(loop);
            }
        }
        IntStream.range(0, Schedulers.DEFAULT_POOL_SIZE)
                .mapToObj(thread -> Schedulers.parallel().createWorker())
                .forEach(worker -> executors.add(worker::schedule));
        return new ThreadStallProbe(FaultCause.EVENT_LOOP, executors, longestStall, nanoTime);
    }

    /** Checks whether a thread for a blocking call is available. */
    static ThreadStallProbe forBlockingThreads(Duration longestStall, LongSupplier nanoTime) {
        Executor threads = Schedulers.boundedElastic()::schedule;
        return new ThreadStallProbe(FaultCause.BLOCKING_THREADS, List.of(threads), longestStall, nanoTime);
    }

    @Override
    public FaultCause faultCause() {
        return cause;
    }

    @Override
    public @Nullable DetectedFault findFault() {
        @Nullable DetectedFault found = null;
        for (StallTaskReceiver receiver : receivers) {
            receiver.offerTask();
            if (receiver.stalledNanos() > longestStallNanos && receiver.stalledChecks() >= FEWEST_STALLED_CHECKS) {
                found = DetectedFault.of(receiver.describeStall());
            }
        }
        return found;
    }

    /** A thread or a pool, and since when it has run no task although one is waiting. */
    private static final class StallTaskReceiver implements Runnable {

        /** A pool may queue a task behind a long call although others of its threads are free again. */
        private static final int MOST_TASKS_WAITING = 30;

        private final Executor executor;
        private final LongSupplier nanoTime;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger stalledChecks = new AtomicInteger();
        private volatile long stalledSince;
        private volatile @Nullable Thread thread;

        StallTaskReceiver(Executor executor, LongSupplier nanoTime) {
            this.executor = executor;
            this.nanoTime = nanoTime;
        }

        void offerTask() {
            int tasks = waiting.get();
            if (tasks == 0) {
                stalledSince = nanoTime.getAsLong();
            } else {
                stalledChecks.incrementAndGet();
            }
            if (tasks >= MOST_TASKS_WAITING) {
                return;
            }
            waiting.incrementAndGet();
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                waiting.decrementAndGet(); // shut down, or so full that earlier tasks are still waiting
            }
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            stalledSince = nanoTime.getAsLong();
            stalledChecks.set(0);
            waiting.decrementAndGet();
        }

        long stalledNanos() {
            return waiting.get() == 0 ? 0 : nanoTime.getAsLong() - stalledSince;
        }

        /** The number of checks since the last run that found a task waiting. */
        int stalledChecks() {
            return stalledChecks.get();
        }

        String describeStall() {
            long seconds = Duration.ofNanos(stalledNanos()).toSeconds();
            Thread stalled = thread;
            return stalled == null
                    ? "no task was run for %d s".formatted(seconds)
                    : "%s has run no task for %d s%s".formatted(stalled.getName(), seconds, describePlace(stalled));
        }

        /** The innermost stack frame outside the JDK. */
        private static String describePlace(Thread stalled) {
            for (StackTraceElement frame : stalled.getStackTrace()) {
                if (!frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk.")) {
                    return ", at " + frame;
                }
            }
            return "";
        }
    }
}
