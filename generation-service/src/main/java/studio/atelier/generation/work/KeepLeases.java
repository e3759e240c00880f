package studio.atelier.generation.work;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.task.Workers;
import studio.atelier.platform.trace.UserInContext;

/** Renews the leases of what this worker holds, and lets others know that it lives. */
@Component
class KeepLeases {

    private static final Logger log = LoggerFactory.getLogger(KeepLeases.class);

    private final WorkerName worker;
    private final HeldTasks held;
    private final Tasks tasks;
    private final Workers workers;
    private final Signals signals;
    private final WorkMetrics metrics;
    private final LaneProperties properties;

    KeepLeases(
            WorkerName worker,
            HeldTasks held,
            Tasks tasks,
            Workers workers,
            Signals signals,
            WorkMetrics metrics,
            LaneProperties properties) {
        this.worker = worker;
        this.held = held;
        this.tasks = tasks;
        this.workers = workers;
        this.signals = signals;
        this.metrics = metrics;
        this.properties = properties;
    }

    /** A heartbeat at a time; never completes, never fails. */
    Flux<Void> renewing() {
        return Flux.interval(Duration.ZERO, properties.heartbeat())
                .onBackpressureDrop()
                .concatMap(tick -> heartbeat());
    }

    private Mono<Void> heartbeat() {
        Map<UUID, HeldTask> now = held.now();
        Mono<Void> renewing = now.isEmpty() ? Mono.empty() : renew(now);
        return renewing.then(workers.seen(worker.id(), worker.host(), held.lanes(), properties.permits(), now.size()))
                .onErrorResume(e -> {
                    log.warn("Could not renew leases: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Void> renew(Map<UUID, HeldTask> before) {
        return tasks.renew(worker.id(), before.keySet())
                .collectMap(Tasks.Renewed::jobId, Tasks.Renewed::epoch)
                .doOnNext(renewed -> before.values().stream()
                        .filter(task -> !isAmong(renewed, task))
                        .filter(held::holds)
                        .forEach(this::lose))
                .then();
    }

    private static boolean isAmong(Map<UUID, Long> renewed, HeldTask task) {
        return Long.valueOf(task.lease().epoch())
                .equals(renewed.get(task.lease().jobId()));
    }

    /** Taken over, or ended by somebody else: nothing we do counts any more. */
    private void lose(HeldTask task) {
        log.atInfo()
                .addKeyValue(UserInContext.KEY, task.lease().user().toString())
                .log("Job {} is no longer ours", task.lease().jobId());
        metrics.leasesLost(1);
        held.leave(task);
    }

    /** Lets go of whatever is still held, for others to claim at once: this worker has stopped. */
    Mono<Void> end() {
        return tasks.freeAll(worker.id())
                .doOnNext(freed -> log.info("Worker {} left {} tasks to others", worker.id(), freed))
                .doOnNext(freed -> held.lanes().forEach(lane -> signals.send(Signal.lane(lane))))
                .then(workers.gone(worker.id()));
    }
}
