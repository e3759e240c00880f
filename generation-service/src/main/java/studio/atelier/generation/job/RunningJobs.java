package studio.atelier.generation.job;

import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.provider.ModelProperties.Route;
import studio.atelier.generation.task.Lease;
import studio.atelier.generation.task.Tasks;
import studio.atelier.platform.database.Transactions;

/**
 * What a worker may do to a job it holds. Each change is made only while the lease holds: a worker that was taken for
 * dead changes nothing, and learns of it by an empty answer.
 */
@Component
public class RunningJobs {

    private final JobRows rows;
    private final JobChanges changes;
    private final JobSteps steps;
    private final Tasks tasks;
    private final Results results;
    private final Transactions transactions;
    private final Timings timings;

    RunningJobs(
            JobRows rows,
            JobChanges changes,
            JobSteps steps,
            Tasks tasks,
            Results results,
            Transactions transactions,
            Timings timings) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
        this.tasks = tasks;
        this.results = results;
        this.transactions = transactions;
        this.timings = timings;
    }

    /** The job as its row says; empty if it is gone. */
    public Mono<Job> find(Lease lease) {
        return rows.find(lease.jobId());
    }

    /**
     * The job runs, on this route; its deadline is set at the first start.
     *
     * @return empty if it may not be run any more: it has ended, or the lease is lost
     */
    public Mono<Job> start(Lease lease, Job job, Route route) {
        return timings.typical(job.work().model())
                .flatMap(typical -> transactions.run(start(lease, route, typical, job)));
    }

    private Mono<Job> start(Lease lease, Route route, Duration typical, Job before) {
        return changes.started(lease, route, typical)
                .delayUntil(job -> before.times().startedAt() == null ? steps.tell(job, null) : Mono.empty());
    }

    /**
     * The picture's row, the job's end and the command to charge it: all or nothing.
     *
     * @return empty if the lease is lost or the job has ended otherwise
     */
    public Mono<Job> complete(Lease lease, StoredImage image) {
        return transactions
                .run(changes.completed(lease)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(job -> results.record(image))
                        .delayUntil(steps::endWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
    }

    /** The job fails for this reason and costs nothing; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> fail(Lease lease, JobError error) {
        return end(lease, Ending.failed(error));
    }

    /** The job ends because its user wished so; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> cancel(Lease lease) {
        return end(lease, Ending.cancelled());
    }

    private Mono<Job> end(Lease lease, Ending ending) {
        return transactions
                .run(changes.endedUnderLease(lease, ending)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(steps::endWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
    }

    /** The job goes to the lane of its next route; false if the lease is lost. */
    public Mono<Boolean> reroute(Lease lease, int routeNumber, Route route) {
        return transactions
                .run(changes.rerouted(lease, routeNumber)
                        .flatMap(job -> tasks.putBack(lease, route.provider(), Duration.ZERO)))
                .defaultIfEmpty(false);
    }

    /** How long the job's pictures usually take. */
    public Mono<Duration> typical(Job job) {
        return timings.typical(job.work().model());
    }

    /** An operator ends a job that waits; empty if it does not wait any more. */
    public Mono<Job> clear(UUID jobId) {
        return transactions.run(changes.endedWhileWaiting(jobId, Ending.failed(JobError.CLEARED_BY_OPERATOR))
                .delayUntil(steps::end));
    }

    /** The guard on the job's row saw the lease; this one holds it to the end of the transaction. */
    private Mono<Void> removeTask(Lease lease) {
        return tasks.remove(lease.jobId(), lease.epoch())
                .flatMap(removed -> removed ? Mono.empty() : Mono.error(new LostLeaseException()));
    }

    /** Rolls the transaction back. */
    private static final class LostLeaseException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
