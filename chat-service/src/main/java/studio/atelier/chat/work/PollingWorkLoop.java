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
 * Does pieces of work as long as there are any, then waits for a nudge, or for about a second: other instances leave
 * work too. Each nudge brings one more to work, up to as many as may at once; a look brings one. A piece that fails is
 * the piece's own concern; the loop goes on.
 */
public abstract class PollingWorkLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PollingWorkLoop.class);
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    /** Stops before the web server does, so that the answer to a last update is still begun by nobody else. */
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private final String name;
    private final int atOnce;
    private final Sinks.Many<Boolean> nudges = Sinks.many().multicast().directBestEffort();
    private final AtomicInteger inHand = new AtomicInteger();
    private volatile Disposable intake = Disposables.disposed();
    private volatile boolean started;

    /**
     * Creates the loop.
     *
     * @param name for the log
     * @param atOnce pieces at the same time
     */
    protected PollingWorkLoop(String name, int atOnce) {
        this.name = name;
        this.atOnce = atOnce;
    }

    /**
     * Does one piece; empty if there is none. A running piece is never cancelled but finished: when the service stops
     * it is waited for, some seconds at most.
     */
    protected abstract Mono<Boolean> doOne();

    /** Says that there may be work now. */
    public final void signalWork() {
        nudges.tryEmitNext(true);
    }

    @Override
    public final void start() {
        started = true;
        intake = Flux.merge(1, nudges.asFlux(), lookPeriodically())
                .onBackpressureDrop()
                .flatMap(reason -> workUntilNothingIsLeft(), atOnce)
                .subscribe();
    }

    /** Whoever is busy looks again by itself, so a nudge that finds all of them busy may be dropped. */
    private Flux<Boolean> workUntilNothingIsLeft() {
        return doOneSafely().expand(done -> doOneSafely());
    }

    private Mono<Boolean> doOneSafely() {
        return ShieldedExecution.fromCancellation(Mono.defer(this::takeUp)
                .doOnError(error -> log.warn("{}: a piece failed, going on", name, error))
                .onErrorResume(error -> Mono.delay(AFTER_FAILURE).thenReturn(true)));
    }

    /** Counted before it looks whether to stop, so that whoever stops either is seen or sees it. */
    private Mono<Boolean> takeUp() {
        inHand.incrementAndGet();
        return Mono.defer(() -> started ? doOne() : Mono.empty()).doFinally(end -> inHand.decrementAndGet());
    }

    private static Flux<Boolean> lookPeriodically() {
        return Mono.defer(() -> Mono.delay(untilNextLook())).thenReturn(true).repeat();
    }

    private static Duration untilNextLook() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(LOOK_EVERY_MILLIS / 2, LOOK_EVERY_MILLIS));
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
                .takeUntil(tick -> inHand.get() == 0)
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
