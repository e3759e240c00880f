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
 * work too. A piece that fails is the piece's own concern; the loop goes on.
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
        running = Flux.range(0, atOnce).flatMap(lane -> lane(), atOnce).subscribe();
    }

    private Flux<Boolean> lane() {
        return Mono.defer(this::doOne)
                .doOnError(error -> log.warn("{}: a piece failed, going on", name, error))
                .onErrorResume(error -> Mono.delay(AFTER_FAILURE).thenReturn(true))
                .switchIfEmpty(Mono.defer(this::rest))
                .repeat();
    }

    private Mono<Boolean> rest() {
        long millis = ThreadLocalRandom.current().nextLong(LOOK_EVERY_MILLIS / 2, LOOK_EVERY_MILLIS);
        return Mono.firstWithSignal(
                nudges.asFlux().next(), Mono.delay(Duration.ofMillis(millis)).thenReturn(true));
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
