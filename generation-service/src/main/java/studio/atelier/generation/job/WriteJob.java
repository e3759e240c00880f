package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotentRequests;

/** Writes a new job with all that belongs to it, and unmakes it for its user if billing refuses. */
@Component
class WriteJob {

    private final StoredJobUpdates changes;
    private final JobChangeFollowUp steps;
    private final HoldRequester holds;
    private final JobQueueTasks tasks;
    private final UserUploads uploads;
    private final IdempotentRequests requests;
    private final DatabaseTransactions transactions;

    WriteJob(
            StoredJobUpdates changes,
            JobChangeFollowUp steps,
            HoldRequester holds,
            JobQueueTasks tasks,
            UserUploads uploads,
            IdempotentRequests requests,
            DatabaseTransactions transactions) {
        this.changes = changes;
        this.steps = steps;
        this.holds = holds;
        this.tasks = tasks;
        this.uploads = uploads;
        this.requests = requests;
        this.transactions = transactions;
    }

    /**
     * The request's key, the job, its inputs and the command to hold its price: all or nothing.
     *
     * @return fails with {@link JobException.TooManyWaitingJobs}, or with
     *     {@link studio.atelier.platform.idempotency.IdempotencyKeyTakenException} once another request with the key
     *     has committed
     */
    Mono<Job> handle(
            JobSubmission submission, UUID jobId, PlannedProviderWork work, JobProperties.PlanQueueLimits tier) {
        return transactions.runInTransaction(writeWithKey(submission, newJob(submission, jobId, work, tier)));
    }

    private static NewJobRow newJob(
            JobSubmission submission, UUID jobId, PlannedProviderWork work, JobProperties.PlanQueueLimits tier) {
        return new NewJobRow(
                jobId,
                submission.user(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                UuidV7Generator.nextUuid(),
                tier.waiting(),
                submission.retryOf());
    }

    /** The user's lock comes late, so that it is held for a moment only. */
    private Mono<Job> writeWithKey(JobSubmission submission, NewJobRow job) {
        return requests.takeKey(submission.user(), submission.key(), submission.hash(), job.id())
                .then(uploads.reserveFor(job.id(), job.work().inputs()))
                .then(tasks.lockUser(job.user()))
                .then(changes.insertJob(job))
                .switchIfEmpty(Mono.error(() -> new JobException.TooManyWaitingJobs(job.mostWaiting())))
                .delayUntil(holds::appendCommand);
    }

    /** For its user there is no such job, and the key is free again. */
    Mono<Void> revertJob(JobSubmission submission, Job refused) {
        return transactions.runInTransaction(changes.markRefused(refused.id())
                .then(requests.freeKey(submission.user(), submission.key(), refused.id()))
                .then(steps.evictStatuses(List.of(refused.id()))));
    }
}
