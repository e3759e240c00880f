package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.generation.operation.Operations;
import studio.atelier.generation.operation.PlannedWork;
import studio.atelier.platform.database.Shielded;
import studio.atelier.platform.idempotency.IdempotencyKeyTakenException;
import studio.atelier.platform.idempotency.IdempotentRequests;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/** Takes a request for a job, and waits a moment for billing so that the answer is a yes or a no. */
@Component
class SubmitJob {

    private final Operations operations;
    private final QueueEstimate queue;
    private final Tiers tiers;
    private final WriteJob writeJob;
    private final AwaitAnswer awaitAnswer;
    private final IdempotentRequests requests;
    private final JobProperties properties;
    private final Clock clock;

    SubmitJob(
            Operations operations,
            QueueEstimate queue,
            Tiers tiers,
            WriteJob writeJob,
            AwaitAnswer awaitAnswer,
            IdempotentRequests requests,
            JobProperties properties,
            Clock clock) {
        this.operations = operations;
        this.queue = queue;
        this.tiers = tiers;
        this.writeJob = writeJob;
        this.awaitAnswer = awaitAnswer;
        this.requests = requests;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Makes a job once for each key, and asks billing for its price. Whoever hangs up meanwhile stops nothing.
     *
     * @return the job, admitted, or still waiting for billing after the configured moment; fails with
     *     {@link JobException}, and the key is then free again, with
     *     {@link studio.atelier.generation.operation.OperationException}, or with a problem of the key
     */
    Mono<Admission> handle(Submission submission) {
        return Shielded.fromCancellation(repeat(submission).switchIfEmpty(Mono.defer(() -> admit(submission))));
    }

    private Mono<Admission> admit(Submission submission) {
        UUID jobId = Ids.next();
        return awaitAnswer
                .after(jobId, write(submission, jobId))
                .flatMap(job -> conclude(submission, job))
                .onErrorResume(IdempotencyKeyTakenException.class, taken -> repeatTheOther(submission));
    }

    private Mono<Job> write(Submission submission, UUID jobId) {
        return Mono.zipDelayError(plan(submission), tiers.of(submission.user()))
                .flatMap(both -> writeJob.handle(submission, jobId, both.getT1(), both.getT2()));
    }

    private Mono<PlannedWork> plan(Submission submission) {
        return operations
                .plan(submission.user(), submission.request())
                .doOnNext(work -> checkPrice(submission, work))
                .delayUntil(this::checkQueue);
    }

    private static void checkPrice(Submission submission, PlannedWork work) {
        Long most = submission.request().maxPrice();
        if (most != null && most < work.price()) {
            throw new JobException.QuoteChanged(work.price());
        }
    }

    private Mono<Duration> checkQueue(PlannedWork work) {
        return queue.waitFor(work.model())
                .filter(wait -> wait.compareTo(properties.maxEstimatedWait()) > 0)
                .flatMap(wait -> Mono.error(new JobException.QueueTooLong(wait)));
    }

    private Mono<Admission> conclude(Submission submission, Job job) {
        Decline decline = job.payment().decline();
        return decline == null
                ? Mono.just(new Admission(job, false))
                : writeJob.unmake(submission, job).then(Mono.error(() -> refusal(job, decline)));
    }

    private static JobException refusal(Job job, Decline decline) {
        return switch (decline.error()) {
            case INSUFFICIENT_FUNDS -> new JobException.InsufficientFunds(decline);
            case QUOTE_CHANGED -> new JobException.QuoteChanged(job.payment().price());
            case ACCOUNT_CLOSED -> new JobException.AccountClosed();
            default -> new JobException.PaymentFailed();
        };
    }

    /** Somebody was faster with the same key, and has committed. */
    private Mono<Admission> repeatTheOther(Submission submission) {
        return repeat(submission)
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblem.IDEMPOTENCY_IN_PROGRESS)));
    }

    /** Empty if no request with the key has committed. */
    private Mono<Admission> repeat(Submission submission) {
        return requests.find(submission.user(), submission.key(), submission.hash())
                .flatMap(awaitAnswer::of)
                .flatMap(this::repeated);
    }

    /** A refusal is repeated as a refusal while the first request may be giving it; later the job itself tells. */
    private Mono<Admission> repeated(Job job) {
        Decline decline = job.payment().decline();
        boolean fresh = job.times()
                .createdAt()
                .plus(properties.admissionWait().multipliedBy(2))
                .isAfter(clock.instant());
        return decline != null && (job.refused() || fresh)
                ? Mono.error(() -> refusal(job, decline))
                : Mono.just(new Admission(job, true));
    }

    /**
     * The answer to a request.
     *
     * @param replayed whether an earlier request made the job
     */
    record Admission(Job job, boolean replayed) {}
}
