package studio.atelier.generation.job.admission;

import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.operation.OperationPlanner;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.web.CommonProblemException;

/** Retries a failed or cancelled job: a new job with a new hold, at today's price. */
@Component
public class RetryJob {

    private final StoredJobQueries rows;
    private final OperationPlanner operations;
    private final SubmitJob submit;

    RetryJob(StoredJobQueries rows, OperationPlanner operations, SubmitJob submit) {
        this.rows = rows;
        this.operations = operations;
        this.submit = submit;
    }

    public Mono<SubmitJob.JobAdmission> handle(UserId user, UUID jobId, IdempotencyKey key, Locale locale) {
        RequestBodyHash hash = RequestBodyHash.of("POST /api/v1/generations/" + jobId + "/retry", new byte[0]);
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .filter(job -> job.status() == JobStatus.FAILED || job.status() == JobStatus.CANCELLED)
                .switchIfEmpty(Mono.error(JobException.JobNotRetryable::new))
                .map(job -> new JobSubmission(
                        user, key, hash, operations.readRequest(job.work().parameters()), locale, jobId))
                .flatMap(submit::handle);
    }
}
