package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Takes a job that has ended off its user's list, and keeps its photos no longer. The books and the pictures stay:
 * those have their own way out.
 */
@Component
class DeleteJob {

    private final StoredJobQueries rows;
    private final StoredJobUpdates changes;
    private final UserUploads uploads;
    private final DatabaseTransactions transactions;
    private final RedisJobStatusCache quickStatus;

    DeleteJob(
            StoredJobQueries rows,
            StoredJobUpdates changes,
            UserUploads uploads,
            DatabaseTransactions transactions,
            RedisJobStatusCache quickStatus) {
        this.rows = rows;
        this.changes = changes;
        this.uploads = uploads;
        this.transactions = transactions;
        this.quickStatus = quickStatus;
    }

    Mono<Void> handle(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .filterWhen(job -> transactions.runInTransaction(deleteWithUploads(job.id())))
                .switchIfEmpty(Mono.error(JobException.JobNotYetFinished::new))
                .flatMap(job -> quickStatus.evictStatuses(List.of(job.id())));
    }

    private Mono<Boolean> deleteWithUploads(UUID jobId) {
        return changes.markDeleted(jobId).delayUntil(deleted -> deleted ? uploads.forgetFor(jobId) : Mono.empty());
    }
}
