package studio.atelier.generation.job;

import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * Changes that a worker may make to a job it holds. Each is made only while the lease holds: a worker that was taken
 * for dead changes nothing, and learns of it from an empty result.
 */
@Component
public class LeasedJobUpdates {

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final JobTransitions transitions;
    private final JobQueueTasks tasks;
    private final DatabaseTransactions transactions;
    private final TypicalRunTimes timings;

    LeasedJobUpdates(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            JobTransitions transitions,
            JobQueueTasks tasks,
            DatabaseTransactions transactions,
            TypicalRunTimes timings) {
        this.rows = rows;
        this.changes = changes;
        this.transitions = transitions;
        this.tasks = tasks;
        this.transactions = transactions;
        this.timings = timings;
    }

    /** The job as stored; empty if it no longer exists. */
    public Mono<Job> findJob(TaskLease lease) {
        return rows.findJob(lease.jobId());
    }

    /**
     * Starts the job on this route; its deadline is set at the first start.
     *
     * @return empty if the job must not run: it has ended, or the lease is lost
     */
    public Mono<Job> startJob(TaskLease lease, Job job, ProviderModelRoute route) {
        return timings.findTypicalRunTime(job.work().model())
                .flatMap(typical -> transitions.startJob(lease, route, typical));
    }

    /**
     * Ends the job with its image, the success of the call that made it, and the command to charge it: all or nothing.
     *
     * @return empty if the lease is lost, the job has ended otherwise, or the image's files are gone
     */
    public Mono<Job> completeJob(TaskLease lease, StoredImage image) {
        return transitions.endJob(JobEnding.completed(lease, image));
    }

    /** Fails the job for this reason, without a charge; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> failJob(TaskLease lease, JobErrorCode error) {
        return transitions.endJob(JobEnding.failedUnderLease(lease, error));
    }

    /** Cancels the job as its user requested; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> cancelJob(TaskLease lease) {
        return transitions.endJob(JobEnding.cancelledUnderLease(lease));
    }

    /** Moves the job to the queue of its next route; false if the lease is lost. */
    public Mono<Boolean> rerouteJob(TaskLease lease, int routeNumber, ProviderModelRoute route) {
        return transactions
                .runInTransaction(
                        changes.updateRoute(lease, routeNumber).delayUntil(job -> putBackTask(lease, route.provider())))
                .hasElement()
                .onErrorReturn(LostLeaseException.class, false);
    }

    /** How long an image of the job's model usually takes. */
    public Mono<Duration> findTypicalRunTime(Job job) {
        return timings.findTypicalRunTime(job.work().model());
    }

    /** Ends a waiting job for an operator; empty if it no longer waits. */
    public Mono<Job> clearWaitingJob(UUID jobId) {
        return transitions.endJob(JobEnding.failedWhileWaiting(jobId, JobErrorCode.CLEARED_BY_OPERATOR));
    }

    private Mono<Void> putBackTask(TaskLease lease, String queue) {
        return tasks.putBack(lease, queue, Duration.ZERO)
                .flatMap(putBack -> putBack ? Mono.empty() : Mono.error(new LostLeaseException()));
    }

    /** Rolls the transaction back. */
    private static final class LostLeaseException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
