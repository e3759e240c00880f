package studio.atelier.generation.picture.capacity;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Interrupts a thread once it has used up a limit of processor time. Time in which a busy machine does not run the
 * thread does not count. Ending the limit clears the interrupt.
 */
final class ProcessorTimeLimit {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Thread worker = Thread.currentThread();
    private final long endNanos;
    private final Disposable looks;
    private boolean ended;

    private ProcessorTimeLimit(Duration limit) {
        this.endNanos = THREADS.getCurrentThreadCpuTime() + limit.toNanos();
        this.looks = Schedulers.parallel()
                .schedulePeriodically(this::checkTime, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    static ProcessorTimeLimit ofThisThread(Duration limit) {
        return new ProcessorTimeLimit(limit);
    }

    private synchronized void checkTime() {
        if (!ended && THREADS.getThreadCpuTime(worker.threadId()) > endNanos) {
            worker.interrupt();
        }
    }

    /** Ends the limit; called by the thread itself. */
    void endLimit() {
        looks.dispose();
        synchronized (this) {
            ended = true;
        }
        Thread.interrupted();
    }
}
