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
 * Changes that a worker may make to a job it holds. Each is made only while the lease holds: a worker that was taken
 * for dead changes nothing, and learns of it from an empty result.
 */
@Component
public class LeasedJobUpdates {

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final JobChangeFollowUp followUp;
    private final JobQueueTasks tasks;
    private final GeneratedImages images;
    private final DatabaseTransactions transactions;
    private final TypicalRunTimes timings;

    LeasedJobUpdates(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            JobChangeFollowUp followUp,
            JobQueueTasks tasks,
            GeneratedImages images,
            DatabaseTransactions transactions,
            TypicalRunTimes timings) {
        this.rows = rows;
        this.changes = changes;
        this.followUp = followUp;
        this.tasks = tasks;
        this.images = images;
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
                .flatMap(typical -> transactions.runInTransaction(markStarted(lease, route, typical, job)));
    }

    private Mono<Job> markStarted(TaskLease lease, ProviderModelRoute route, Duration typical, Job before) {
        return changes.markStarted(lease, route, typical)
                .delayUntil(
                        job -> before.times().startedAt() == null ? followUp.publishChange(job, null) : Mono.empty());
    }

    /**
     * Stores the image's row, ends the job and appends the command to charge it: all or nothing.
     *
     * @return empty if the lease is lost or the job has ended otherwise
     */
    public Mono<Job> completeJob(TaskLease lease, StoredImage image) {
        return transactions
                .runInTransaction(changes.markCompleted(lease)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(job -> images.recordImage(image))
                        .delayUntil(followUp::finishJobWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
    }

    /** Fails the job for this reason, without a charge; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> failJob(TaskLease lease, JobErrorCode error) {
        return endJob(lease, JobEndWithoutImage.ofFailure(error));
    }

    /** Cancels the job as its user requested; empty if the lease is lost or the job has ended otherwise. */
    public Mono<Job> cancelJob(TaskLease lease) {
        return endJob(lease, JobEndWithoutImage.ofCancellation());
    }

    private Mono<Job> endJob(TaskLease lease, JobEndWithoutImage ending) {
        return transactions
                .runInTransaction(changes.endUnderLease(lease, ending)
                        .delayUntil(job -> removeTask(lease))
                        .delayUntil(followUp::finishJobWithoutTask))
                .onErrorResume(LostLeaseException.class, lost -> Mono.empty());
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
        return transactions.runInTransaction(
                changes.endWhileWaiting(jobId, JobEndWithoutImage.ofFailure(JobErrorCode.CLEARED_BY_OPERATOR))
                        .delayUntil(followUp::finishJob));
    }

    /** The guard on the job's row only read the lease; this deletion holds it until the transaction ends. */
    private Mono<Void> removeTask(TaskLease lease) {
        return tasks.deleteLeasedTask(lease.jobId(), lease.epoch())
                .flatMap(removed -> removed ? Mono.empty() : Mono.error(new LostLeaseException()));
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
