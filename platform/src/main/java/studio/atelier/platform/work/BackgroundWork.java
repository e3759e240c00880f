package studio.atelier.platform.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Background work of a process. It starts its loops once it is prepared. At shutdown it takes up nothing more, waits up
 * to a limit for what has begun, cancels what it launched and is still running, and releases what it holds.
 */
public abstract class BackgroundWork implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundWork.class);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration IDLE_CHECK = Duration.ofMillis(20);
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(3);

    private final ShutdownPhase phase;
    private final Duration drainLimit;
    private final List<WorkLoop> loops = new ArrayList<>();
    private final List<WorkLoop> renewals = new ArrayList<>();
    private volatile Disposable.Composite launched = Disposables.composite();
    private volatile Disposable intake = Disposables.disposed();
    private volatile boolean running;
    private boolean accepting;

    /**
     * Creates the work.
     *
     * @param drainLimit how long the shutdown waits for what has begun
     */
    protected BackgroundWork(ShutdownPhase phase, Duration drainLimit) {
        this.phase = phase;
        this.drainLimit = drainLimit;
    }

    /** Adds a loop; only in the constructor. */
    protected final WorkLoop addLoop(WorkLoop loop) {
        loops.add(loop);
        return loop;
    }

    /** Adds a loop that runs until everything else has ended, because it renews leases; only in the constructor. */
    protected final WorkLoop addRenewal(WorkLoop loop) {
        renewals.add(loop);
        return loop;
    }

    /** What must succeed before the loops start; repeated until it does. */
    protected Mono<Void> prepare() {
        return Mono.empty();
    }

    /** What signals the loops, from the start to the shutdown; subscribed to again if it fails. */
    protected Flux<?> listen() {
        return Flux.never();
    }

    /** Called when the shutdown begins, after the loops have stopped to take up work. */
    protected void stopIntake() {}

    /** Releases what is held. Called last; the shutdown waits for it for a few seconds, even if it fails. */
    protected Mono<Void> release() {
        return Mono.empty();
    }

    /** Whether nothing that has begun is still running. */
    protected boolean isIdle() {
        return loops.stream().allMatch(WorkLoop::isIdle) && launched.size() == 0;
    }

    /** Runs work beside the loops. The shutdown waits for it, and cancels it at the limit. */
    protected final void launch(Mono<?> work) {
        Disposable.Composite all = launched;
        Disposable.Swap handle = Disposables.swap();
        all.add(handle);
        handle.update(work.doFinally(end -> all.remove(handle))
                .subscribe(
                        done -> {}, error -> log.error("{} failed", getClass().getSimpleName(), error)));
    }

    @Override
    public final synchronized void start() {
        launched = Disposables.composite();
        running = true;
        accepting = true;
        intake = Mono.defer(this::prepare)
                .retryWhen(retryWithWarning("prepare"))
                .thenMany(Flux.defer(() -> {
                    startLoops();
                    return Flux.defer(this::listen).retryWhen(retryWithWarning("listen"));
                }))
                .subscribe();
    }

    private Retry retryWithWarning(String what) {
        return Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .doBeforeRetry(retry -> log.warn(
                        "{} could not {} and tries again: {}",
                        getClass().getSimpleName(),
                        what,
                        retry.failure().toString()));
    }

    private synchronized void startLoops() {
        if (accepting) {
            loops.forEach(WorkLoop::start);
            renewals.forEach(WorkLoop::start);
        }
    }

    private synchronized void stopLoops() {
        accepting = false;
        intake.dispose();
        loops.forEach(WorkLoop::stop);
    }

    @Override
    public final void stop() {
        stop(() -> {});
    }

    @Override
    public final void stop(Runnable callback) {
        stopLoops();
        Mono.<Void>fromRunnable(this::stopIntake)
                .then(awaitIdle())
                .then(Mono.<Void>fromRunnable(this::endWork))
                .then(Mono.defer(this::releaseWithinLimit))
                .doFinally(end -> {
                    running = false;
                    callback.run();
                })
                .subscribe(
                        done -> {},
                        error -> log.error(
                                "{} could not stop its intake", getClass().getSimpleName(), error));
    }

    private Mono<Void> awaitIdle() {
        return Flux.interval(Duration.ZERO, IDLE_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> isIdle())
                .take(drainLimit)
                .then();
    }

    private void endWork() {
        launched.dispose();
        renewals.forEach(WorkLoop::stop);
    }

    /** The limit ends the wait, not the release: nothing cancels a statement. */
    private Mono<Void> releaseWithinLimit() {
        return ShieldedExecution.fromCancellation(release())
                .timeout(RELEASE_LIMIT)
                .onErrorResume(error -> Mono.fromRunnable(() -> log.warn(
                        "{} could not release what it holds, its leases expire instead: {}",
                        getClass().getSimpleName(),
                        error.toString())));
    }

    @Override
    public final boolean isRunning() {
        return running;
    }

    @Override
    public final int getPhase() {
        return phase.value();
    }
}
