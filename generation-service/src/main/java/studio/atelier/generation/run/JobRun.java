package studio.atelier.generation.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.balance.Source;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;
import studio.atelier.generation.task.TaskLease;

/**
 * One worker's run of one job.
 *
 * @param task the held task, which says whether the run is to stop
 * @param waiter woken when the provider calls back, the job changes, or the run is to stop
 * @param progressed told of the job when its provider has reported progress
 * @param token whether the provider's rate token that the claim took is still unused
 */
record JobRun(
        WorkerHeldTask task,
        Job job,
        ProviderModelRoute route,
        ImageProvider provider,
        SignalWaiter waiter,
        Consumer<Job> progressed,
        AtomicBoolean token) {

    TaskLease lease() {
        return task.lease();
    }

    /** Whether the free quota pays for it. */
    boolean isPaidByFreeQuota() {
        return job.payment().source() == Source.FREE;
    }

    /** Completes after this long, or earlier when the run is woken. */
    Mono<Void> waitUntilWoken(Duration wait) {
        return waiter.armWait().atMost(wait);
    }
}
