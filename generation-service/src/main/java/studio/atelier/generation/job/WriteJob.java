package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.generation.operation.PlannedWork;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Uploads;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.idempotency.IdempotentRequests;

/** Writes a new job with all that belongs to it, and unmakes it for its user if billing refuses. */
@Component
class WriteJob {

    private final JobChanges changes;
    private final JobSteps steps;
    private final HoldCommands holds;
    private final Tasks tasks;
    private final Uploads uploads;
    private final IdempotentRequests requests;
    private final Transactions transactions;

    WriteJob(
            JobChanges changes,
            JobSteps steps,
            HoldCommands holds,
            Tasks tasks,
            Uploads uploads,
            IdempotentRequests requests,
            Transactions transactions) {
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
     * @return fails with {@link JobException.TooManyJobs}, or with
     *     {@link studio.atelier.platform.idempotency.IdempotencyKeyTakenException} once another request with the key
     *     has committed
     */
    Mono<Job> handle(Submission submission, UUID jobId, PlannedWork work, JobProperties.Tier tier) {
        return transactions.run(write(submission, newJob(submission, jobId, work, tier)));
    }

    private static NewJob newJob(Submission submission, UUID jobId, PlannedWork work, JobProperties.Tier tier) {
        return new NewJob(
                jobId,
                submission.user(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                Ids.next(),
                tier.waiting(),
                submission.retryOf());
    }

    /** The user's lock comes late, so that it is held for a moment only. */
    private Mono<Job> write(Submission submission, NewJob job) {
        return requests.take(submission.user(), submission.key(), submission.hash(), job.id())
                .then(uploads.reserveFor(job.id(), job.work().inputs()))
                .then(tasks.lockUser(job.user()))
                .then(changes.insert(job))
                .switchIfEmpty(Mono.error(() -> new JobException.TooManyJobs(job.mostWaiting())))
                .delayUntil(holds::send);
    }

    /** For its user there is no such job, and the key is free again. */
    Mono<Void> unmake(Submission submission, Job refused) {
        return transactions.run(changes.refused(refused.id())
                .then(requests.free(submission.user(), submission.key(), refused.id()))
                .then(steps.forget(List.of(refused.id()))));
    }
}
