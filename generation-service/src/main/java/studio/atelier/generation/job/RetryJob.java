package studio.atelier.generation.job;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.operation.Operations;
import studio.atelier.platform.idempotency.BodyHash;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.web.CommonProblemException;

/** Tries a failed or cancelled job again: a new job with a new hold, at today's price. */
@Component
class RetryJob {

    private final JobRows rows;
    private final Operations operations;
    private final SubmitJob submit;

    RetryJob(JobRows rows, Operations operations, SubmitJob submit) {
        this.rows = rows;
        this.operations = operations;
        this.submit = submit;
    }

    Mono<SubmitJob.Admission> handle(UserId user, UUID jobId, IdempotencyKey key) {
        BodyHash hash = BodyHash.of("POST /api/v1/generations/" + jobId + "/retry", new byte[0]);
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .filter(job -> job.status() == JobStatus.FAILED || job.status() == JobStatus.CANCELLED)
                .switchIfEmpty(Mono.error(JobException.NotRetryable::new))
                .map(job -> new Submission(
                        user, key, hash, operations.read(job.work().parameters()), jobId))
                .flatMap(submit::handle);
    }
}
