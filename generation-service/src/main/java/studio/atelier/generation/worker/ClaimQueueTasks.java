package studio.atelier.generation.worker;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.job.JobTransitions.JobClaim;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.run.JobWorkerMetrics;
import studio.atelier.generation.run.WorkerHeldTask;

/** Claims tasks of a queue while slots are free. */
@Component
class ClaimQueueTasks {

    private final WorkerIdentity worker;
    private final WorkerHeldTasks held;
    private final JobTransitions transitions;
    private final ProviderBreakers breakers;
    private final ModelCatalogue catalogue;
    private final JobWorkerMetrics metrics;
    private final Clock clock;

    /** Queues in which tasks that other workers left behind are due to be taken over. */
    private final Set<String> dueForTakeOver = ConcurrentHashMap.newKeySet();

    ClaimQueueTasks(
            WorkerIdentity worker,
            WorkerHeldTasks held,
            JobTransitions transitions,
            ProviderBreakers breakers,
            ModelCatalogue catalogue,
            JobWorkerMetrics metrics,
            Clock clock) {
        this.worker = worker;
        this.held = held;
        this.transitions = transitions;
        this.breakers = breakers;
        this.catalogue = catalogue;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Lets the next claim with a free slot take over tasks that other workers left behind. */
    void requestTakeOver(String queue) {
        dueForTakeOver.add(queue);
    }

    /** Claims tasks for the free slots, starts their jobs, and holds the tasks from now on. */
    Flux<WorkerHeldTask> claimIfFree(String queue) {
        return Flux.defer(() -> {
            int free = held.countFreeSlots(queue);
            return free > 0 ? claimAndHold(queue, free) : Flux.empty();
        });
    }

    /** Tasks that others left behind are looked for once after each request, and again if they fill all slots. */
    private Flux<WorkerHeldTask> claimAndHold(String queue, int free) {
        boolean takeOver = dueForTakeOver.remove(queue);
        Mono<JobClaim> claim = breakers.isClosed(queue)
                ? Mono.just(new JobClaim(queue, worker.id(), free, true, takeOver))
                : claimWhileSuspended(queue, free, takeOver);
        return claim.flatMap(transitions::claimJobs)
                .doOnNext(claimed -> lookAgainIfFull(queue, claimed, free))
                .flatMapIterable(claimed -> claimed)
                .map(this::holdTask);
    }

    /**
     * While the provider's breaker is open, its waiting jobs are claimed only if they can take another route whose
     * provider could be called by this worker now: the others wait for the breaker, which may close sooner.
     */
    private Mono<JobClaim> claimWhileSuspended(String queue, int free, boolean takeOver) {
        return catalogue
                .readModels()
                .map(models -> models.listModelsWithRouteAfter(queue, this::couldBeCalled))
                .filter(models -> takeOver || !models.isEmpty())
                .map(models -> new JobClaim(queue, worker.id(), free, !models.isEmpty(), takeOver, models));
    }

    private boolean couldBeCalled(String provider) {
        return breakers.isClosed(provider)
                && held.servedQueues().contains(provider)
                && held.countFreeSlots(provider) > 0;
    }

    private void lookAgainIfFull(String queue, List<ClaimedJob> claimed, int free) {
        if (claimed.stream().filter(one -> one.lease().takenOver()).count() == free) {
            requestTakeOver(queue);
        }
    }

    private WorkerHeldTask holdTask(ClaimedJob claimed) {
        if (claimed.job() != null && !claimed.lease().takenOver()) {
            metrics.recordClaim(claimed.lease(), clock.instant());
        }
        return held.holdTask(claimed);
    }
}
