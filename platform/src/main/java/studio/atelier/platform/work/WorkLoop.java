package studio.atelier.platform.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.platform.outage.DependencyOutage;

/**
 * Repeats a step until it finds nothing to do, then waits for a signal or for the next poll. Each signal and each poll
 * starts one more runner, up to the concurrency limit. A signal is never lost: if all runners are busy, one of them
 * looks once more. A failed step is logged and repeated after a pause. A step that runs is never cancelled.
 */
public final class WorkLoop {

    private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final double JITTER = 0.25;

    private final String name;
    private final int concurrency;
    private final @Nullable Duration pollInterval;
    private final Supplier<Mono<Boolean>> step;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicInteger runners = new AtomicInteger();
    private final AtomicInteger stepsInProgress = new AtomicInteger();
    private volatile Disposable polling = Disposables.disposed();
    private Disposable delayedSignal = Disposables.disposed();
    private long delayedSignalMillis;
    private volatile boolean started;

    private WorkLoop(String name, int concurrency, @Nullable Duration pollInterval, Supplier<Mono<Boolean>> step) {
        this.name = name;
        this.concurrency = concurrency;
        this.pollInterval = pollInterval;
        this.step = step;
    }

    /**
     * A loop that also polls: at its start, and then at the interval, varied by a quarter.
     *
     * @param name for the log
     * @param concurrency maximum number of concurrent steps
     * @param step emits whether there may be more to do now; empty is the same as false
     */
    public static WorkLoop polling(String name, int concurrency, Duration pollInterval, Supplier<Mono<Boolean>> step) {
        return new WorkLoop(name, concurrency, pollInterval, step);
    }

    /** A loop whose steps run on signals only. */
    public static WorkLoop onSignal(String name, int concurrency, Supplier<Mono<Boolean>> step) {
        return new WorkLoop(name, concurrency, null, step);
    }

    /** Varies a duration by up to a quarter, so that processes that start together do not act together. */
    public static Duration addJitter(Duration duration) {
        return Duration.ofNanos(
                (long) (duration.toNanos() * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER)));
    }

    /** Signals that there may be work now. */
    public void signalWork() {
        signalled.set(true);
        startRunners();
    }

    /** Signals after this long that there may be work, unless such a signal is due sooner already. */
    public synchronized void signalWorkAfter(Duration wait) {
        long at = Schedulers.parallel().now(TimeUnit.MILLISECONDS) + wait.toMillis();
        if (started && (delayedSignal.isDisposed() || at < delayedSignalMillis)) {
            delayedSignal.dispose();
            delayedSignalMillis = at;
            delayedSignal = Mono.delay(wait).subscribe(tick -> signalWork());
        }
    }

    void start() {
        started = true;
        Duration interval = pollInterval;
        if (interval != null) {
            polling = Mono.defer(() -> Mono.delay(addJitter(interval))).repeat().subscribe(tick -> signalWork());
            signalled.set(true);
        }
        startRunners();
    }

    /** Takes up nothing more; a step in progress runs to its end. */
    synchronized void stop() {
        started = false;
        polling.dispose();
        delayedSignal.dispose();
    }

    boolean isIdle() {
        return stepsInProgress.get() == 0;
    }

    private void startRunners() {
        while (started && signalled.get() && tryAddRunner()) {
            if (signalled.getAndSet(false)) {
                startRunner();
            } else {
                runners.decrementAndGet();
            }
        }
    }

    private boolean tryAddRunner() {
        return runners.getAndUpdate(current -> Math.min(current + 1, concurrency)) < concurrency;
    }

    private void startRunner() {
        runStep()
                .expand(more -> more ? runStep() : Mono.empty())
                .doFinally(end -> {
                    runners.decrementAndGet();
                    startRunners();
                })
                .subscribe();
    }

    private Mono<Boolean> runStep() {
        return ShieldedExecution.fromCancellation(Mono.defer(this::countStep).onErrorResume(this::pauseAfterFailure));
    }

    /** Counted before it checks whether to stop, so that a concurrent stop either is seen here or sees the count. */
    private Mono<Boolean> countStep() {
        stepsInProgress.incrementAndGet();
        return Mono.defer(() -> started ? step.get() : Mono.empty())
                .doFinally(end -> stepsInProgress.decrementAndGet());
    }

    private Mono<Boolean> pauseAfterFailure(Throwable error) {
        if (DependencyOutage.isOne(error)) {
            log.warn("{}: a step failed and is repeated: {}", name, error.toString());
        } else {
            log.warn("{}: a step failed and is repeated", name, error);
        }
        return Mono.delay(addJitter(AFTER_FAILURE)).thenReturn(true);
    }
}
