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
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.WorkerRegistry;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Operator endpoints for the queues. The platform admits only ADMIN below this path. */
@RestController
@RequestMapping("/api/v1/admin/generation")
@Tag(name = "Operator: queues")
class QueueController {

    private static final Logger log = LoggerFactory.getLogger(QueueController.class);
    private static final int CLEARED_AT_ONCE = 500;

    private final JobQueues queues;
    private final WorkerRegistry workers;
    private final JobQueueProperties properties;
    private final JobTransitions transitions;
    private final ProviderBreakers breakers;
    private final ProviderBudgets budgets;
    private final GenerationSignals signals;
    private final Clock clock;

    QueueController(
            JobQueues queues,
            WorkerRegistry workers,
            JobQueueProperties properties,
            JobTransitions transitions,
            ProviderBreakers breakers,
            ProviderBudgets budgets,
            GenerationSignals signals,
            Clock clock) {
        this.queues = queues;
        this.workers = workers;
        this.properties = properties;
        this.transitions = transitions;
        this.breakers = breakers;
        this.budgets = budgets;
        this.signals = signals;
        this.clock = clock;
    }

    @GetMapping("/queues")
    @Operation(summary = "Length, age, slots and workers of each queue", operationId = "queues")
    Mono<QueueListResponse> listQueues() {
        Mono<List<QueueWorkerResponse>> alive = workers.listLiveWorkers()
                .map(worker -> new QueueWorkerResponse(
                        worker.id().toString(),
                        worker.host(),
                        worker.queues(),
                        worker.slots(),
                        worker.inUse(),
                        worker.startedAt(),
                        worker.seenAt()))
                .collectList();
        return alive.flatMap(working -> queues.listQueueStates()
                .concatMap(state -> toResponse(state, working))
                .collectList()
                .map(queues -> new QueueListResponse(queues, working)));
    }

    @PostMapping("/queues/{name}/pause")
    @Operation(summary = "Stop claims from a queue", description = "What runs, runs on.", operationId = "pauseQueue")
    Mono<QueueStateResponse> pauseQueue(Caller caller, @PathVariable String name) {
        return queues.pauseQueue(name, "OPERATOR", null)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .doOnNext(found -> log.info("Operator {} paused queue {}", caller.id(), name))
                .then(Mono.defer(() -> findQueue(name)));
    }

    @PostMapping("/queues/{name}/resume")
    @Operation(summary = "Let claims from a queue go on", operationId = "resumeQueue")
    Mono<QueueStateResponse> resumeQueue(Caller caller, @PathVariable String name) {
        return queues.resumeQueue(name)
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .doOnNext(found -> log.info("Operator {} resumed queue {}", caller.id(), name))
                .doOnNext(found -> signals.sendSignal(GenerationSignal.queueReady(name)))
                .then(Mono.defer(() -> findQueue(name)));
    }

    @DeleteMapping("/queues/{name}/waiting")
    @Operation(summary = "End everything that waits in a queue; nothing is charged", operationId = "clearQueue")
    Mono<QueueClearedResponse> clearQueue(Caller caller, @PathVariable String name) {
        return queues.waitingJobs(name, CLEARED_AT_ONCE)
                .map(job -> JobEnding.failedWhileWaiting(job, JobErrorCode.CLEARED_BY_OPERATOR))
                .collectList()
                .flatMapMany(transitions::endJobs)
                .count()
                .doOnNext(count -> log.info("Operator {} cleared {} jobs from queue {}", caller.id(), count, name))
                .map(QueueClearedResponse::new);
    }

    private Mono<QueueStateResponse> findQueue(String name) {
        return listQueues()
                .flatMapIterable(QueueListResponse::queues)
                .filter(queue -> queue.name().equals(name))
                .next();
    }

    private Mono<QueueStateResponse> toResponse(JobQueues.JobQueueState state, List<QueueWorkerResponse> working) {
        long serving = working.stream()
                .filter(worker -> worker.queues().contains(state.name()))
                .count();
        return budgets.spentToday(state.name()).map(spent -> toResponse(state, serving, spent));
    }

    private QueueStateResponse toResponse(JobQueues.JobQueueState state, long workers, long spentMicroUsd) {
        return new QueueStateResponse(
                state.name(),
                state.waiting(),
                state.running(),
                properties.slotsOfWorkers(state.name(), workers),
                secondsSince(state.firstSince()),
                state.paused(),
                state.paused() ? state.pauseReason() : null,
                state.paused() ? state.pausedUntil() : null,
                !breakers.isClosed(state.name()),
                spentMicroUsd);
    }

    private @Nullable Long secondsSince(@Nullable Instant since) {
        return since == null
                ? null
                : Math.max(0, Duration.between(since, clock.instant()).toSeconds());
    }

    /** The queues and their workers. */
    @Schema(name = "Queues")
    record QueueListResponse(List<QueueStateResponse> queues, List<QueueWorkerResponse> workers) {}

    /**
     * A queue.
     *
     * @param waiting counted to 10,000
     * @param slots of all live workers
     * @param firstWaitsSeconds how long the next task to be served has waited
     * @param breakerOpen whether this instance's breaker stops calls to the provider now
     * @param spentTodayMicroUsd spent on the provider since midnight UTC, in millionths of a US dollar
     */
    @Schema(name = "Queue")
    record QueueStateResponse(
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
    record QueueWorkerResponse(
            String id,
            String host,
            List<String> queues,
            int slotsPerQueue,
            int inUse,
            Instant startedAt,
            Instant seenAt) {}

    /** How many jobs were ended; at most 500 at a time. */
    @Schema(name = "Cleared")
    record QueueClearedResponse(long cleared) {}
}
