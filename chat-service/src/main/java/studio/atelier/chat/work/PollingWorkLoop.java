package studio.atelier.chat.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.platform.database.ShieldedExecution;

/**
 * Processes items until none is left, then waits for a signal or for about a second: other instances leave items too.
 * Each signal starts one more worker, up to the concurrency limit; a poll starts one. A failed item does not stop the
 * loop: handling the failure is up to the item.
 */
public abstract class PollingWorkLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PollingWorkLoop.class);
    private static final long POLL_EVERY_MILLIS = 1000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    /** Stops before the web server, so that updates that are still received are left to other instances. */
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private final String name;
    private final int atOnce;
    private final Sinks.Many<Boolean> signals = Sinks.many().multicast().directBestEffort();
    private final AtomicInteger inProgress = new AtomicInteger();
    private volatile Disposable intake = Disposables.disposed();
    private volatile boolean started;

    /**
     * Creates the loop.
     *
     * @param name for the log
     * @param atOnce maximum number of concurrent items
     */
    protected PollingWorkLoop(String name, int atOnce) {
        this.name = name;
        this.atOnce = atOnce;
    }

    /**
     * Processes one item; empty if there is none. A running item is never cancelled: at shutdown the loop waits for it,
     * for some seconds at most.
     */
    protected abstract Mono<Boolean> doOne();

    /** Signals that there may be work now. */
    public final void signalWork() {
        signals.tryEmitNext(true);
    }

    @Override
    public final void start() {
        started = true;
        intake = Flux.merge(1, signals.asFlux(), pollPeriodically())
                .onBackpressureDrop()
                .flatMap(reason -> workUntilNothingIsLeft(), atOnce)
                .subscribe();
    }

    /** A busy worker polls again by itself, so a signal that finds all workers busy may be dropped. */
    private Flux<Boolean> workUntilNothingIsLeft() {
        return doOneSafely().expand(done -> doOneSafely());
    }

    private Mono<Boolean> doOneSafely() {
        return ShieldedExecution.fromCancellation(Mono.defer(this::takeUp)
                .doOnError(error -> log.warn("{}: an item failed; the loop continues", name, error))
                .onErrorResume(error -> Mono.delay(AFTER_FAILURE).thenReturn(true)));
    }

    /** Counted before it checks whether to stop, so that a concurrent stop either is seen here or sees the count. */
    private Mono<Boolean> takeUp() {
        inProgress.incrementAndGet();
        return Mono.defer(() -> started ? doOne() : Mono.empty()).doFinally(end -> inProgress.decrementAndGet());
    }

    private static Flux<Boolean> pollPeriodically() {
        return Mono.defer(() -> Mono.delay(untilNextPoll())).thenReturn(true).repeat();
    }

    private static Duration untilNextPoll() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(POLL_EVERY_MILLIS / 2, POLL_EVERY_MILLIS));
    }

    @Override
    public final void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    @Override
    public final void stop(Runnable callback) {
        started = false;
        intake.dispose();
        Flux.interval(Duration.ZERO, DRAIN_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> inProgress.get() == 0)
                .then()
                .timeout(DRAIN_LIMIT, Mono.empty())
                .subscribe(drained -> {}, error -> callback.run(), callback);
    }

    @Override
    public final boolean isRunning() {
        return started;
    }

    @Override
    public final int getPhase() {
        return PHASE;
    }
}
