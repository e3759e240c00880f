package studio.atelier.generation.job;

import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * What a worker may do to a job it holds. Each change is made only while the lease holds: a worker that was taken for
 * dead changes nothing, and learns of it by an empty answer.
 */
@Component
public class LeasedJobUpdates {

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final JobChangeFollowUp steps;
    private final JobQueueTasks tasks;
    private final GeneratedImages results;
    private final DatabaseTransactions transactions;
    private final TypicalRunTimes timings;

    LeasedJobUpdates(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            JobChangeFollowUp steps,
            JobQueueTasks tasks,
            GeneratedImages results,
            DatabaseTransactions transactions,
            TypicalRunTimes timings) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
        this.tasks = tasks;
        this.results = results;
        this.transactions = transactions;
        this.timings = timings;
    }

    /** The job as its row says; empty if it is gone. */
    public Mono<Job> findJob(TaskLease lease) {
        return rows.findJob(lease.jobId());
    }

    /**
     * The job runs, on this route; its deadline is set at the first start.
     *
     * @return empty if it may not be run any more: it has ended, or the lease is lost
     */
    public Mono<Job> startJob(TaskLease lease, Job job, ProviderModelRoute route) {
        return timings.findTypicalRunTime(job.work().model())
                .flatMap(typical -> transactions.runInTransaction(markStarted(lease, route, typical, job)));
    }

    private Mono<Job> markStarted(TaskLease lease, ProviderModelRoute route, Duration typical, Job before) {
        return changes.markStarted(lease, route, typical)
                .delayUntil(job -> before.times().startedAt() == null ? steps.publishChange(job, null) : Mono.empty());
    }

    /**
     * The picture's row, the job's end and the command to charge it: all or nothing.
     *
     * @return empty if the lease is lost or the job has ended otherwise
     */
    public Mono<Job> completeJob(TaskLease lease, StoredImage image) {
        return transactions
                .runInTransaction(changes.markCompleted(lease)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(job -> results.recordImage(image))
                        .delayUntil(steps::finishJobWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
    }

    /** The job fails for this reason and costs nothing; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> failJob(TaskLease lease, JobErrorCode error) {
        return endJob(lease, JobEndWithoutImage.ofFailure(error));
    }

    /** The job ends because its user wished so; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> cancelJob(TaskLease lease) {
        return endJob(lease, JobEndWithoutImage.ofCancellation());
    }

    private Mono<Job> endJob(TaskLease lease, JobEndWithoutImage ending) {
        return transactions
                .runInTransaction(changes.endUnderLease(lease, ending)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(steps::finishJobWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
    }

    /** The job goes to the queue of its next route; false if the lease is lost. */
    public Mono<Boolean> rerouteJob(TaskLease lease, int routeNumber, ProviderModelRoute route) {
        return transactions
                .runInTransaction(changes.updateRoute(lease, routeNumber)
                        .flatMap(job -> tasks.putBack(lease, route.provider(), Duration.ZERO)))
                .defaultIfEmpty(false);
    }

    /** How long the job's pictures usually take. */
    public Mono<Duration> findTypicalRunTime(Job job) {
        return timings.findTypicalRunTime(job.work().model());
    }

    /** An operator ends a job that waits; empty if it does not wait any more. */
    public Mono<Job> clearWaitingJob(UUID jobId) {
        return transactions.runInTransaction(
                changes.endWhileWaiting(jobId, JobEndWithoutImage.ofFailure(JobErrorCode.CLEARED_BY_OPERATOR))
                        .delayUntil(steps::finishJob));
    }

    /** The guard on the job's row saw the lease; this one holds it to the end of the transaction. */
    private Mono<Void> removeTask(TaskLease lease) {
        return tasks.deleteLeasedTask(lease.jobId(), lease.epoch())
                .flatMap(removed -> removed ? Mono.empty() : Mono.error(new LostLeaseException()));
    }

    /** Rolls the transaction back. */
    private static final class LostLeaseException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
