package studio.atelier.generation.operator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Workers;

/** Length and age of the queues as metrics, read every ten seconds; every instance tells the same. */
@Component
class QueueGauges implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(QueueGauges.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Lanes lanes;
    private final Workers workers;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Lanes.State> last = new ConcurrentHashMap<>();
    private volatile long alive;
    private @Nullable Disposable running;

    QueueGauges(Lanes lanes, Workers workers, MeterRegistry meters, Clock clock) {
        this.lanes = lanes;
        this.workers = workers;
        this.meters = meters;
        this.clock = clock;
        Gauge.builder("atelier.generation.workers", this, gauges -> gauges.alive)
                .register(meters);
    }

    @Override
    public void start() {
        running = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> read())
                .subscribe();
    }

    private Mono<Void> read() {
        return lanes.states()
                .doOnNext(this::keep)
                .then(workers.forgetDead())
                .then(workers.alive().count())
                .doOnNext(count -> alive = count)
                .then()
                .onErrorResume(e -> {
                    log.debug("Queues are not measured: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private void keep(Lanes.State state) {
        if (last.put(state.name(), state) == null) {
            gauge("atelier.generation.queue.waiting", state.name());
            gauge("atelier.generation.queue.running", state.name());
            gauge("atelier.generation.queue.age.seconds", state.name());
            gauge("atelier.generation.queue.paused", state.name());
        }
    }

    private void gauge(String name, String lane) {
        Gauge.builder(name, this, gauges -> gauges.value(name, lane))
                .tag("lane", lane)
                .register(meters);
    }

    private double value(String name, String lane) {
        Lanes.State state = last.get(lane);
        if (state == null) {
            return Double.NaN;
        }
        return switch (name) {
            case "atelier.generation.queue.waiting" -> state.waiting();
            case "atelier.generation.queue.running" -> state.running();
            case "atelier.generation.queue.paused" -> state.paused() ? 1 : 0;
            default ->
                state.firstSince() == null
                        ? 0
                        : Duration.between(state.firstSince(), clock.instant()).toSeconds();
        };
    }

    @Override
    public void stop() {
        Disposable current = running;
        if (current != null) {
            current.dispose();
        }
        running = null;
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
