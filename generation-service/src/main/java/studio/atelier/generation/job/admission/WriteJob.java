package studio.atelier.generation.job.admission;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobChangeFollowUp;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.NewJobRow;
import studio.atelier.generation.job.StoredJobUpdates;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotentRequests;

/** Writes a new job with all that belongs to it, and reverts it for its user if billing refuses. */
@Component
class WriteJob {

    private final StoredJobUpdates changes;
    private final JobChangeFollowUp followUp;
    private final JobQueueTasks tasks;
    private final UserUploads uploads;
    private final IdempotentRequests requests;
    private final DatabaseTransactions transactions;

    WriteJob(
            StoredJobUpdates changes,
            JobChangeFollowUp followUp,
            JobQueueTasks tasks,
            UserUploads uploads,
            IdempotentRequests requests,
            DatabaseTransactions transactions) {
        this.changes = changes;
        this.followUp = followUp;
        this.tasks = tasks;
        this.uploads = uploads;
        this.requests = requests;
        this.transactions = transactions;
    }

    /**
     * Writes the request's key, the job, its inputs and the command to hold its price: all or nothing.
     *
     * @return fails with {@link JobException.TooManyWaitingJobs}, or with
     *     {@link studio.atelier.platform.idempotency.IdempotencyKeyTakenException} once another request with the key
     *     has committed
     */
    Mono<Job> handle(
            JobSubmission submission, UUID jobId, PlannedProviderWork work, JobProperties.PlanQueueLimits limits) {
        return transactions.runInTransaction(writeWithKey(submission, newJob(submission, jobId, work, limits)));
    }

    private static NewJobRow newJob(
            JobSubmission submission, UUID jobId, PlannedProviderWork work, JobProperties.PlanQueueLimits limits) {
        return new NewJobRow(
                jobId,
                submission.user(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                UuidV7Generator.nextUuid(),
                limits.waiting(),
                submission.retryOf());
    }

    /** Takes the user's lock late, so that it is held only briefly. */
    private Mono<Job> writeWithKey(JobSubmission submission, NewJobRow job) {
        return requests.takeKey(submission.user(), submission.key(), submission.hash(), job.id())
                .then(uploads.reserveFor(job.id(), job.work().inputs()))
                .then(tasks.lockUser(job.user()))
                .then(changes.insertJob(job))
                .switchIfEmpty(Mono.error(() -> new JobException.TooManyWaitingJobs(job.mostWaiting())));
    }

    /** Hides the refused job from its user and frees the key. */
    Mono<Void> revertJob(JobSubmission submission, Job refused) {
        return transactions.runInTransaction(changes.markRefused(refused.id())
                .then(requests.freeKey(submission.user(), submission.key(), refused.id()))
                .then(followUp.evictStatuses(List.of(refused.id()))));
    }
}
