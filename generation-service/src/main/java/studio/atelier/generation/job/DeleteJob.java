package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.upload.Uploads;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Takes a job that has ended off its user's list, and keeps its photos no longer. The books and the pictures stay:
 * those have their own way out.
 */
@Component
class DeleteJob {

    private final JobRows rows;
    private final JobChanges changes;
    private final Uploads uploads;
    private final Transactions transactions;
    private final QuickStatus quickStatus;

    DeleteJob(JobRows rows, JobChanges changes, Uploads uploads, Transactions transactions, QuickStatus quickStatus) {
        this.rows = rows;
        this.changes = changes;
        this.uploads = uploads;
        this.transactions = transactions;
        this.quickStatus = quickStatus;
    }

    Mono<Void> handle(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .filterWhen(job -> transactions.run(delete(job.id())))
                .switchIfEmpty(Mono.error(JobException.NotFinished::new))
                .flatMap(job -> quickStatus.forget(List.of(job.id())));
    }

    private Mono<Boolean> delete(UUID jobId) {
        return changes.deleted(jobId).delayUntil(deleted -> deleted ? uploads.forgetFor(jobId) : Mono.empty());
    }
}
