package studio.atelier.generation.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.Source;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;
import studio.atelier.generation.task.TaskLease;

/**
 * One worker's work on one job.
 *
 * @param task whether lease and process still want the work done
 * @param waiter woken when the provider called back, the job changed, or the work is to be left
 * @param token whether the claim brought a token of the provider's rate that is not used yet
 */
record JobRun(
        WorkerHeldTask task,
        Job job,
        ProviderModelRoute route,
        ImageProvider provider,
        SignalWaiter waiter,
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
