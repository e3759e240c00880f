package studio.atelier.generation.worker;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.run.JitteredBackoff;
import studio.atelier.generation.run.JobWorkerMetrics;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;

/** Claims tasks while slots are free: on a signal, when a slot becomes free, and at intervals. */
@Component
class ClaimQueueTasks {

    private static final Logger log = LoggerFactory.getLogger(ClaimQueueTasks.class);

    private final WorkerIdentity worker;
    private final WorkerHeldTasks held;
    private final JobQueueTasks tasks;
    private final ProviderBreakers breakers;
    private final GenerationSignals signals;
    private final JobWorkerMetrics metrics;
    private final JitteredBackoff backoff;
    private final Clock clock;

    /** Queues in which tasks that other workers left behind are due to be taken over. */
    private final Set<String> dueForTakeOver = ConcurrentHashMap.newKeySet();

    ClaimQueueTasks(
            WorkerIdentity worker,
            WorkerHeldTasks held,
            JobQueueTasks tasks,
            ProviderBreakers breakers,
            GenerationSignals signals,
            JobWorkerMetrics metrics,
            JitteredBackoff backoff,
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

    /** Tasks of the queue, held from now on; never completes, never fails. */
    Flux<WorkerHeldTask> claimContinuously(String queue) {
        return Flux.merge(listenForWork(queue), scheduleLooks(queue))
                .onBackpressureLatest()
                .concatMap(trigger -> claimIfFree(queue), 1);
    }

    private Flux<Object> listenForWork(String queue) {
        GenerationSignal ofQueue = GenerationSignal.queueReady(queue);
        return Flux.merge(
                signals.listenToAll().filter(ofQueue::equals),
                held.watchFreedSlots().filter(queue::equals));
    }

    /**
     * A look that finds no free slot, or is superseded by a later trigger, stays due: the next claim makes up for it.
     */
    private Flux<Long> scheduleLooks(String queue) {
        return Mono.defer(() -> Mono.delay(backoff.betweenSafetyLooks()))
                .repeat()
                .doOnNext(waited -> dueForTakeOver.add(queue));
    }

    private Flux<WorkerHeldTask> claimIfFree(String queue) {
        return Flux.defer(() -> held.countFreeSlots(queue) > 0 ? claimAndHold(queue) : Flux.empty())
                .onErrorResume(e -> {
                    log.warn(
                            "Could not claim tasks from queue {}, the next look tries again: {}",
                            queue,
                            e.getMessage());
                    return Flux.empty();
                });
    }

    /**
     * Tasks that other workers left behind come before waiting ones; they are looked for once after each regular look.
     */
    private Flux<WorkerHeldTask> claimAndHold(String queue) {
        Flux<TaskLease> takenOver = dueForTakeOver.remove(queue) ? takeOverTasks(queue) : Flux.empty();
        return takenOver.concatWith(Flux.defer(() -> claimWaitingTasks(queue))).map(held::holdTask);
    }

    private Flux<TaskLease> takeOverTasks(String queue) {
        return tasks.takeOver(queue, worker.id(), held.countFreeSlots(queue))
                .doOnComplete(() -> lookAgainIfFull(queue));
    }

    /** If all slots are in use, more tasks may be left to take over. */
    private void lookAgainIfFull(String queue) {
        if (held.countFreeSlots(queue) <= 0) {
            dueForTakeOver.add(queue);
        }
    }

    private Flux<TaskLease> claimWaitingTasks(String queue) {
        int free = held.countFreeSlots(queue);
        return free > 0 && breakers.isClosed(queue)
                ? tasks.claimTasks(queue, worker.id(), free)
                        .doOnNext(lease -> metrics.recordClaim(lease, clock.instant()))
                : Flux.empty();
    }
}
