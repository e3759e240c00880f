package studio.atelier.sandbox.a1111;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.WaitingLine;

/** One generation at a time, as behind the lock of the WebUI; the others wait, also for callers that went away. */
@Component
class SerialGeneration implements DisposableBean, Resettable {

    private final WaitingLine line = new WaitingLine("generations of A1111", 1);
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private final Clock clock;

    SerialGeneration(Clock clock) {
        this.clock = clock;
    }

    /**
     * Runs a generation when its turn comes. It takes at least the latency, unless it is interrupted.
     *
     * @param task names it in the progress while it runs
     * @param latency drawn when the generation starts
     */
    <T> Mono<T> run(String task, int steps, Supplier<Duration> latency, Mono<T> generation) {
        return line.waitFor(Mono.defer(() -> {
            Running started = new Running(task, clock.instant(), latency.get(), steps, Sinks.empty());
            running.set(started);
            Mono<Void> end = Mono.firstWithSignal(
                    Mono.delay(started.latency()).then(), started.interrupt().asMono());
            return Mono.zip(generation, end.thenReturn(true), (made, ended) -> made)
                    .doOnTerminate(() -> running.set(null));
        }));
    }

    /** Ends the running generation's wait; it answers as soon as its images are drawn. */
    void interrupt() {
        running().ifPresent(present -> present.interrupt().tryEmitEmpty());
    }

    Optional<Running> running() {
        return Optional.ofNullable(running.get());
    }

    @Override
    public void reset() {
        interrupt();
    }

    @Override
    public void destroy() {
        line.close();
    }

    /** A generation that runs. */
    record Running(String task, Instant since, Duration latency, int steps, Sinks.Empty<Void> interrupt) {

        /** The part that is done, from 0 to below 1. */
        double progress(Instant now) {
            double whole = Math.max(1, latency.toMillis());
            return Math.min(0.99, Duration.between(since, now).toMillis() / whole);
        }
    }
}
