package studio.atelier.generation.work;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Lanes in which it is time to see what others left behind. */
    private final Set<String> toLookAt = ConcurrentHashMap.newKeySet();

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
        return Flux.merge(told(lane), looks(lane)).onBackpressureLatest().concatMap(reason -> claim(lane), 1);
    }

    private Flux<Object> told(String lane) {
        Signal ofLane = Signal.lane(lane);
        return Flux.merge(signals.all().filter(ofLane::equals), held.freed().filter(lane::equals));
    }

    /** A look that finds no permit, or gives way to a later reason, is owed: the next claim makes up for it. */
    private Flux<Long> looks(String lane) {
        return Mono.defer(() -> Mono.delay(backoff.betweenSafetyLooks()))
                .repeat()
                .doOnNext(waited -> toLookAt.add(lane));
    }

    private Flux<HeldTask> claim(String lane) {
        return Flux.defer(() -> held.free(lane) > 0 ? claimed(lane) : Flux.empty())
                .onErrorResume(e -> {
                    log.warn("Could not claim from lane {}: {}", lane, e.getMessage());
                    return Flux.empty();
                });
    }

    /** What others left behind comes before what waits; it is looked for once after each regular look. */
    private Flux<HeldTask> claimed(String lane) {
        Flux<Lease> leftBehind = toLookAt.remove(lane) ? leftBehind(lane) : Flux.empty();
        return leftBehind.concatWith(Flux.defer(() -> waiting(lane))).map(held::take);
    }

    private Flux<Lease> leftBehind(String lane) {
        return tasks.takeOver(lane, worker.id(), held.free(lane)).doOnComplete(() -> lookAgainIfFull(lane));
    }

    /** Who took all it could may have left some. */
    private void lookAgainIfFull(String lane) {
        if (held.free(lane) <= 0) {
            toLookAt.add(lane);
        }
    }

    private Flux<Lease> waiting(String lane) {
        int free = held.free(lane);
        return free > 0 && breakers.closed(lane)
                ? tasks.claim(lane, worker.id(), free).doOnNext(lease -> metrics.claimed(lease, clock.instant()))
                : Flux.empty();
    }
}
