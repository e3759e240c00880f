package studio.atelier.generation.worker;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.run.JobWorkerMetrics;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;

/** Claims tasks of a queue while slots are free. */
@Component
class ClaimQueueTasks {

    private final WorkerIdentity worker;
    private final WorkerHeldTasks held;
    private final JobQueueTasks tasks;
    private final ProviderBreakers breakers;
    private final JobWorkerMetrics metrics;
    private final Clock clock;

    /** Queues in which tasks that other workers left behind are due to be taken over. */
    private final Set<String> dueForTakeOver = ConcurrentHashMap.newKeySet();

    ClaimQueueTasks(
            WorkerIdentity worker,
            WorkerHeldTasks held,
            JobQueueTasks tasks,
            ProviderBreakers breakers,
            JobWorkerMetrics metrics,
            Clock clock) {
        this.worker = worker;
        this.held = held;
        this.tasks = tasks;
        this.breakers = breakers;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Lets the next claim with a free slot take over tasks that other workers left behind. */
    void requestTakeOver(String queue) {
        dueForTakeOver.add(queue);
    }

    /** Claims tasks for the free slots and holds them from now on. */
    Flux<WorkerHeldTask> claimIfFree(String queue) {
        return Flux.defer(() -> held.countFreeSlots(queue) > 0 ? claimAndHold(queue) : Flux.empty());
    }

    /** Tasks that other workers left behind come before waiting ones; they are looked for once after each request. */
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
            requestTakeOver(queue);
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
