package studio.atelier.generation.job.admission;

import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobChangeFollowUp;
import studio.atelier.generation.job.JobVisibility;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotentRequests;

/**
 * Hides a job or batch that billing refused from its user, who sees the refusal in the answer to the request, and frees
 * the key.
 */
@Component
class RevertJob {

    private final JobVisibility visibility;
    private final JobChangeFollowUp followUp;
    private final IdempotentRequests requests;
    private final DatabaseTransactions transactions;

    RevertJob(
            JobVisibility visibility,
            JobChangeFollowUp followUp,
            IdempotentRequests requests,
            DatabaseTransactions transactions) {
        this.visibility = visibility;
        this.followUp = followUp;
        this.requests = requests;
        this.transactions = transactions;
    }

    Mono<Void> handle(JobSubmission submission, Job refused) {
        UUID resource = Objects.requireNonNullElse(refused.batchId(), refused.id());
        return transactions.runInTransaction(visibility
                .markRefused(refused)
                .collectList()
                .delayUntil(jobs -> requests.freeKey(submission.user(), submission.key(), resource))
                .flatMap(followUp::evictStatuses));
    }
}
