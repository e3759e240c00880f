package studio.atelier.generation.job.ending;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.JobVisibility;
import studio.atelier.generation.job.RedisJobStatusCache;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Removes a job that has ended from its user's list and releases its uploads. Accounting data and images stay; they are
 * removed separately.
 */
@Component
public class DeleteJob {

    private final StoredJobQueries rows;
    private final JobVisibility visibility;
    private final UserUploads uploads;
    private final DatabaseTransactions transactions;
    private final RedisJobStatusCache statusCache;

    DeleteJob(
            StoredJobQueries rows,
            JobVisibility visibility,
            UserUploads uploads,
            DatabaseTransactions transactions,
            RedisJobStatusCache statusCache) {
        this.rows = rows;
        this.visibility = visibility;
        this.uploads = uploads;
        this.transactions = transactions;
        this.statusCache = statusCache;
    }

    public Mono<Void> handle(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .filterWhen(job -> transactions.runInTransaction(deleteWithUploads(job.id())))
                .switchIfEmpty(Mono.defer(() -> refuseUndeleted(user, jobId)))
                .flatMap(job -> statusCache.evictStatuses(List.of(job.id())));
    }

    /** Another request may have deleted it meanwhile: then it is not found, as if this request had come later. */
    private Mono<Job> refuseUndeleted(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(job -> Mono.error(new JobException.JobNotYetFinished()));
    }

    private Mono<Boolean> deleteWithUploads(UUID jobId) {
        return visibility.markDeleted(jobId).delayUntil(deleted -> deleted ? uploads.forgetFor(jobId) : Mono.empty());
    }
}
