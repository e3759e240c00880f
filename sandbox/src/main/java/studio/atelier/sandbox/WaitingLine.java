package studio.atelier.sandbox;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** Runs work in the order in which it comes, a number of works at a time. */
public final class WaitingLine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WaitingLine.class);
    private static final int MOST_WAITING = 32_768;
    private static final Duration EMIT_LIMIT = Duration.ofSeconds(1);

    private final Sinks.Many<Mono<Void>> waiting = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<Mono<Void>>get(MOST_WAITING).get());
    private final Disposable running;

    /**
     * A line that runs from now on.
     *
     * @param name what waits in it, for the log
     * @param atOnce how many works run at the same time
     */
    public WaitingLine(String name, int atOnce) {
        this.running = waiting.asFlux()
                .flatMap(work -> work, atOnce)
                .subscribe(nothing -> {}, error -> log.error("Line of {} has stopped unexpectedly", name, error));
    }

    /**
     * Subscribes to the work when its turn comes. It runs to its end, even if the caller goes away meanwhile.
     *
     * @param work must not be empty
     * @return the work's value or error
     */
    public <T> Mono<T> waitFor(Mono<T> work) {
        return Mono.defer(() -> {
            Sinks.One<T> result = Sinks.one();
            enqueue(work.doOnNext(result::tryEmitValue).doOnError(result::tryEmitError));
            return result.asMono();
        });
    }

    /** Subscribes to the work when its turn comes; its error is not seen here. */
    public void enqueue(Mono<?> work) {
        waiting.emitNext(work.onErrorComplete().then(), Sinks.EmitFailureHandler.busyLooping(EMIT_LIMIT));
    }

    @Override
    public void close() {
        running.dispose();
    }
}
