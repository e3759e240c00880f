package studio.atelier.generation.job.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.job.TypicalRunTimes;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.WorkerRegistry;

/**
 * Estimates how long a new job would wait, from the waiting tasks, the live workers and the model's run time. A second
 * old at most.
 */
@Component
class QueueWaitEstimate {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final JobQueues queues;
    private final WorkerRegistry workers;
    private final ModelCatalogue catalogue;
    private final JobQueueProperties properties;
    private final TypicalRunTimes timings;
    private final Clock clock;
    private final Map<String, CachedWaitEstimate> known = new ConcurrentHashMap<>();

    QueueWaitEstimate(
            JobQueues queues,
            WorkerRegistry workers,
            ModelCatalogue catalogue,
            JobQueueProperties properties,
            TypicalRunTimes timings,
            Clock clock) {
        this.queues = queues;
        this.workers = workers;
        this.catalogue = catalogue;
        this.properties = properties;
        this.timings = timings;
        this.clock = clock;
    }

    /** Empty if none of the model's routes can be taken now. */
    Mono<Duration> waitFor(String model) {
        return catalogue
                .readModels()
                .flatMap(models -> Mono.justOrEmpty(models.firstRoute(model)))
                .flatMap(route -> waitFor(route.route().provider(), model));
    }

    private Mono<Duration> waitFor(String queue, String model) {
        CachedWaitEstimate current = known.get(queue);
        return current != null && current.until().isAfter(clock.instant())
                ? Mono.just(current.estimate())
                : estimateWait(queue, model)
                        .doOnNext(wait -> known.put(
                                queue,
                                new CachedWaitEstimate(wait, clock.instant().plus(KEPT))));
    }

    private Mono<Duration> estimateWait(String queue, String model) {
        Mono<Long> waiting = queues.findQueueState(queue)
                .map(JobQueues.JobQueueState::waiting)
                .defaultIfEmpty(0L);
        Mono<Long> slots = workers.listLiveWorkers()
                .filter(worker -> worker.queues().contains(queue))
                .count()
                .map(alive -> properties.slotsOfWorkers(queue, alive));
        return Mono.zipDelayError(waiting, slots, timings.findTypicalRunTime(model))
                .map(all -> computeWait(
                        all.getT1(),
                        all.getT2(),
                        all.getT3(),
                        properties.rateOf(queue),
                        properties.ratePeriodOf(queue)));
    }

    /** Without a live worker one slot is assumed, since a worker is expected back. */
    static Duration computeWait(
            long waiting, long slots, Duration typical, @Nullable Integer rate, Duration ratePeriod) {
        Duration bySlots = typical.multipliedBy(waiting).dividedBy(Math.max(1, slots));
        Duration byRate =
                rate == null ? Duration.ZERO : ratePeriod.multipliedBy(waiting).dividedBy(rate);
        return bySlots.compareTo(byRate) > 0 ? bySlots : byRate;
    }

    private record CachedWaitEstimate(Duration estimate, Instant until) {}
}
