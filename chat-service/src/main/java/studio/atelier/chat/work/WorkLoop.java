package studio.atelier.chat.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Does pieces of work as long as there are any, then waits for a nudge, or for about a second: other instances leave
 * work too. Each nudge brings one more to work, up to as many as may at once; a look brings one. A piece that fails is
 * the piece's own concern; the loop goes on.
 */
public abstract class WorkLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** Stops before the web server does, so that the answer to a last update is still begun by nobody else. */
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private final String name;
    private final int atOnce;
    private final Sinks.Many<Boolean> nudges = Sinks.many().multicast().directBestEffort();
    private volatile Disposable running = Disposables.disposed();

    /**
     * Creates the loop.
     *
     * @param name for the log
     * @param atOnce pieces at the same time
     */
    protected WorkLoop(String name, int atOnce) {
        this.name = name;
        this.atOnce = atOnce;
    }

    /** Does one piece; empty if there is none. A running piece is never cancelled but finished. */
    protected abstract Mono<Boolean> doOne();

    /** Says that there may be work now. */
    public final void nudge() {
        nudges.tryEmitNext(true);
    }

    @Override
    public final void start() {
        running = Flux.merge(1, nudges.asFlux(), looks())
                .onBackpressureDrop()
                .flatMap(reason -> workUntilNothingIsLeft(), atOnce)
                .subscribe();
    }

    /** Whoever is busy looks again by itself, so a nudge that finds all of them busy may be dropped. */
    private Flux<Boolean> workUntilNothingIsLeft() {
        return piece().expand(done -> piece());
    }

    private Mono<Boolean> piece() {
        return Mono.defer(this::doOne)
                .doOnError(error -> log.warn("{}: a piece failed, going on", name, error))
                .onErrorResume(error -> Mono.delay(AFTER_FAILURE).thenReturn(true));
    }

    private static Flux<Boolean> looks() {
        return Mono.defer(() -> Mono.delay(untilNextLook())).thenReturn(true).repeat();
    }

    private static Duration untilNextLook() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(LOOK_EVERY_MILLIS / 2, LOOK_EVERY_MILLIS));
    }

    @Override
    public final void stop() {
        running.dispose();
    }

    @Override
    public final boolean isRunning() {
        return !running.isDisposed();
    }

    @Override
    public final int getPhase() {
        return PHASE;
    }
}
