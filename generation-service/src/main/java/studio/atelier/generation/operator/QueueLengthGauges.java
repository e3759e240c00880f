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
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.WorkerRegistry;

/** Length and age of the queues as metrics, read every ten seconds; every instance reports the same values. */
@Component
class QueueLengthGauges implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(QueueLengthGauges.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final JobQueues queues;
    private final WorkerRegistry workers;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, JobQueues.JobQueueState> last = new ConcurrentHashMap<>();
    private volatile long alive;
    private @Nullable Disposable running;

    QueueLengthGauges(JobQueues queues, WorkerRegistry workers, MeterRegistry meters, Clock clock) {
        this.queues = queues;
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
                .concatMap(tick -> readQueues())
                .subscribe();
    }

    private Mono<Void> readQueues() {
        return queues.listQueueStates()
                .doOnNext(this::keepState)
                .then(workers.deleteDeadWorkers())
                .then(workers.listLiveWorkers().count())
                .doOnNext(count -> alive = count)
                .then()
                .onErrorResume(e -> {
                    log.debug("Could not read the queues for metrics: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private void keepState(JobQueues.JobQueueState state) {
        if (last.put(state.name(), state) == null) {
            registerGauge("atelier.generation.queue.waiting", state.name());
            registerGauge("atelier.generation.queue.running", state.name());
            registerGauge("atelier.generation.queue.age.seconds", state.name());
            registerGauge("atelier.generation.queue.paused", state.name());
        }
    }

    private void registerGauge(String name, String queue) {
        Gauge.builder(name, this, gauges -> gauges.gaugeValue(name, queue))
                .tag("queue", queue)
                .register(meters);
    }

    private double gaugeValue(String name, String queue) {
        JobQueues.JobQueueState state = last.get(queue);
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
