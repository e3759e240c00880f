package studio.atelier.platform.health;

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

/** Finds threads that serve many and stand still: gives each an empty task now and then and sees when it is run. */
final class ThreadProbe implements FaultProbe {

    private final FaultCause cause;
    private final List<TaskReceiver> receivers;
    private final long longestStallNanos;

    /**
     * Creates it.
     *
     * @param executors one for each thread, or one for a pool of threads
     */
    ThreadProbe(FaultCause cause, List<? extends Executor> executors, Duration longestStall, LongSupplier nanoTime) {
        this.cause = cause;
        this.receivers = executors.stream()
                .map(executor -> new TaskReceiver(executor, nanoTime))
                .toList();
        this.longestStallNanos = longestStall.toNanos();
    }

    /** Looks at each thread of the loops, and of the scheduler that timers run on. */
    static ThreadProbe forEventLoops(List<LoopResources> loops, Duration longestStall, LongSupplier nanoTime) {
        List<Executor> executors = new ArrayList<>();
        for (LoopResources resources : loops) {
            for (EventExecutor loop : resources.onServer(LoopResources.DEFAULT_NATIVE)) {
                executors.add(loop);
            }
        }
        IntStream.range(0, Schedulers.DEFAULT_POOL_SIZE)
                .mapToObj(thread -> Schedulers.parallel().createWorker())
                .forEach(worker -> executors.add(worker::schedule));
        return new ThreadProbe(FaultCause.EVENT_LOOP, executors, longestStall, nanoTime);
    }

    /** Looks whether a thread for a blocking call can be had. */
    static ThreadProbe forBlockingThreads(Duration longestStall, LongSupplier nanoTime) {
        Executor threads = Schedulers.boundedElastic()::schedule;
        return new ThreadProbe(FaultCause.BLOCKING_THREADS, List.of(threads), longestStall, nanoTime);
    }

    @Override
    public FaultCause cause() {
        return cause;
    }

    @Override
    public @Nullable Fault findFault() {
        @Nullable Fault found = null;
        for (TaskReceiver receiver : receivers) {
            receiver.offerTask();
            if (receiver.stalledNanos() > longestStallNanos) {
                found = Fault.of(receiver.describeStall());
            }
        }
        return found;
    }

    /** A thread or a pool, and when it last ran a task of ours. */
    private static final class TaskReceiver implements Runnable {

        /** A pool may put a task behind a long call, though others of its threads are free again. */
        private static final int MOST_TASKS_WAITING = 30;

        private final Executor executor;
        private final LongSupplier nanoTime;
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile long lastRun;
        private volatile @Nullable Thread thread;

        TaskReceiver(Executor executor, LongSupplier nanoTime) {
            this.executor = executor;
            this.nanoTime = nanoTime;
        }

        void offerTask() {
            int tasks = waiting.get();
            if (tasks == 0 && thread == null) {
                lastRun = nanoTime.getAsLong();
            }
            if (tasks >= MOST_TASKS_WAITING) {
                return;
            }
            waiting.incrementAndGet();
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                waiting.decrementAndGet(); // its owner ends it, or it is so full that the tasks before wait, too
            }
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            lastRun = nanoTime.getAsLong();
            waiting.decrementAndGet();
        }

        long stalledNanos() {
            return waiting.get() == 0 ? 0 : nanoTime.getAsLong() - lastRun;
        }

        String describeStall() {
            long seconds = Duration.ofNanos(stalledNanos()).toSeconds();
            Thread stalled = thread;
            return stalled == null
                    ? "no task was run for %d s".formatted(seconds)
                    : "%s has run no task for %d s%s".formatted(stalled.getName(), seconds, place(stalled));
        }

        /** The innermost place that is not of the JDK. */
        private static String place(Thread stalled) {
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
