package studio.atelier.generation.work;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.Breakers;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.Lease;
import studio.atelier.generation.task.Tasks;

/** Claims tasks while there are permits: when it is told of work, when a permit comes free, and once in a while. */
@Component
class ClaimTasks {

    private static final Logger log = LoggerFactory.getLogger(ClaimTasks.class);

    private final WorkerName worker;
    private final HeldTasks held;
    private final Tasks tasks;
    private final Breakers breakers;
    private final Signals signals;
    private final WorkMetrics metrics;
    private final Backoff backoff;
    private final Clock clock;

    ClaimTasks(
            WorkerName worker,
            HeldTasks held,
            Tasks tasks,
            Breakers breakers,
            Signals signals,
            WorkMetrics metrics,
            Backoff backoff,
            Clock clock) {
        this.worker = worker;
        this.held = held;
        this.tasks = tasks;
        this.breakers = breakers;
        this.signals = signals;
        this.metrics = metrics;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** Tasks of the lane, held from now on; never completes, never fails. */
    Flux<HeldTask> from(String lane) {
        return Flux.merge(told(lane), looks()).onBackpressureLatest().concatMap(reason -> claim(lane, reason), 1);
    }

    private Flux<Reason> told(String lane) {
        Signal ofLane = Signal.lane(lane);
        return Flux.merge(signals.all().filter(ofLane::equals), held.freed().filter(lane::equals))
                .map(told -> Reason.TOLD);
    }

    private Flux<Reason> looks() {
        return Mono.defer(() -> Mono.delay(backoff.betweenSafetyLooks()))
                .repeat()
                .map(waited -> Reason.LOOK);
    }

    private Flux<HeldTask> claim(String lane, Reason reason) {
        return Flux.defer(() -> held.free(lane) > 0 ? claimed(lane, reason) : Flux.empty())
                .onErrorResume(e -> {
                    log.warn("Could not claim from lane {}: {}", lane, e.getMessage());
                    return Flux.empty();
                });
    }

    /** What others left behind comes before what waits; it is looked for at the regular looks only. */
    private Flux<HeldTask> claimed(String lane, Reason reason) {
        Flux<Lease> leftBehind = reason == Reason.LOOK ? leftBehind(lane) : Flux.empty();
        return leftBehind.concatWith(Flux.defer(() -> waiting(lane))).map(held::take);
    }

    private Flux<Lease> leftBehind(String lane) {
        return tasks.takeOver(lane, worker.id(), held.free(lane))
                .doOnNext(lease -> log.warn("Job {} is taken over from a silent worker", lease.jobId()));
    }

    private Flux<Lease> waiting(String lane) {
        int free = held.free(lane);
        return free > 0 && breakers.closed(lane)
                ? tasks.claim(lane, worker.id(), free).doOnNext(lease -> metrics.claimed(lease, clock.instant()))
                : Flux.empty();
    }

    private enum Reason {
        TOLD,
        LOOK
    }
}
