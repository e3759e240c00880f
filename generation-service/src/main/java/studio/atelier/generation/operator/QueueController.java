package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Breakers;
import studio.atelier.generation.provider.Budgets;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Workers;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** The operator's view of the queues. The platform lets only ADMIN below this path. */
@RestController
@RequestMapping("/api/v1/admin/generation")
@Tag(name = "Operator: queues")
class QueueController {

    private static final Logger log = LoggerFactory.getLogger(QueueController.class);
    private static final int CLEARED_AT_ONCE = 500;

    private final Lanes lanes;
    private final Workers workers;
    private final LaneProperties properties;
    private final RunningJobs jobs;
    private final Breakers breakers;
    private final Budgets budgets;
    private final Signals signals;
    private final Clock clock;

    QueueController(
            Lanes lanes,
            Workers workers,
            LaneProperties properties,
            RunningJobs jobs,
            Breakers breakers,
            Budgets budgets,
            Signals signals,
            Clock clock) {
        this.lanes = lanes;
        this.workers = workers;
        this.properties = properties;
        this.jobs = jobs;
        this.breakers = breakers;
        this.budgets = budgets;
        this.signals = signals;
        this.clock = clock;
    }

    @GetMapping("/queues")
    @Operation(summary = "Length, age, slots and workers of each queue", operationId = "queues")
    Mono<QueuesResponse> queues() {
        Mono<List<WorkerResponse>> alive = workers.alive()
                .map(worker -> new WorkerResponse(
                        worker.id().toString(),
                        worker.host(),
                        worker.lanes(),
                        worker.permits(),
                        worker.inUse(),
                        worker.startedAt(),
                        worker.seenAt()))
                .collectList();
        return alive.flatMap(working -> lanes.states()
                .concatMap(state -> queue(state, working))
                .collectList()
                .map(queues -> new QueuesResponse(queues, working)));
    }

    @PostMapping("/queues/{name}/pause")
    @Operation(summary = "Stop claims from a queue", description = "What runs, runs on.", operationId = "pauseQueue")
    Mono<QueueResponse> pause(Caller caller, @PathVariable String name) {
        return lanes.pause(name, "OPERATOR", null)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .doOnNext(found -> log.info("Operator {} paused queue {}", caller.id(), name))
                .then(Mono.defer(() -> queue(name)));
    }

    @PostMapping("/queues/{name}/resume")
    @Operation(summary = "Let claims from a queue go on", operationId = "resumeQueue")
    Mono<QueueResponse> resume(Caller caller, @PathVariable String name) {
        return lanes.resume(name)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .doOnNext(found -> log.info("Operator {} resumed queue {}", caller.id(), name))
                .doOnNext(found -> signals.send(Signal.lane(name)))
                .then(Mono.defer(() -> queue(name)));
    }

    @DeleteMapping("/queues/{name}/waiting")
    @Operation(summary = "End everything that waits in a queue; nothing is charged", operationId = "clearQueue")
    Mono<ClearedResponse> clear(Caller caller, @PathVariable String name) {
        return lanes.waitingJobs(name, CLEARED_AT_ONCE)
                .collectList()
                .flatMapIterable(waiting -> waiting)
                .concatMap(jobs::clear)
                .count()
                .doOnNext(count -> log.info("Operator {} cleared {} jobs from queue {}", caller.id(), count, name))
                .map(ClearedResponse::new);
    }

    private Mono<QueueResponse> queue(String name) {
        return queues().flatMapIterable(QueuesResponse::queues)
                .filter(queue -> queue.name().equals(name))
                .next();
    }

    private Mono<QueueResponse> queue(Lanes.State state, List<WorkerResponse> working) {
        long serving = working.stream()
                .filter(worker -> worker.lanes().contains(state.name()))
                .count();
        return budgets.spentToday(state.name())
                .map(spent -> new QueueResponse(
                        state.name(),
                        state.waiting(),
                        state.running(),
                        serving * properties.permitsOf(state.name()),
                        age(state.firstSince()),
                        state.paused(),
                        state.paused() ? state.pauseReason() : null,
                        state.paused() ? state.pausedUntil() : null,
                        !breakers.closed(state.name()),
                        spent));
    }

    private @Nullable Long age(@Nullable Instant since) {
        return since == null
                ? null
                : Math.max(0, Duration.between(since, clock.instant()).toSeconds());
    }

    /** The queues and who serves them. */
    @Schema(name = "Queues")
    record QueuesResponse(List<QueueResponse> queues, List<WorkerResponse> workers) {}

    /**
     * A queue.
     *
     * @param waiting counted to 10,000
     * @param slots of all workers alive
     * @param firstWaitsSeconds how long the next to be served has waited
     * @param breakerOpen whether this instance leaves the provider alone for now
     * @param spentTodayMicroUsd given to the provider since midnight UTC
     */
    @Schema(name = "Queue")
    record QueueResponse(
            String name,
            long waiting,
            long running,
            long slots,
            @Nullable Long firstWaitsSeconds,
            boolean paused,
            @Nullable String pauseReason,
            @Nullable Instant pausedUntil,
            boolean breakerOpen,
            long spentTodayMicroUsd) {}

    /** A worker process. */
    @Schema(name = "Worker")
    record WorkerResponse(
            String id,
            String host,
            List<String> lanes,
            int slotsPerQueue,
            int inUse,
            Instant startedAt,
            Instant seenAt) {}

    /** How many jobs were ended; at most 500 at a time. */
    @Schema(name = "Cleared")
    record ClearedResponse(long cleared) {}
}
