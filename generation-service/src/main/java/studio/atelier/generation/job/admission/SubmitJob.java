package studio.atelier.generation.job.admission;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobAdmissions;
import studio.atelier.generation.job.JobAdmissions.AdmissionResult;
import studio.atelier.generation.job.JobAdmissions.NewJobRow;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.JobPaymentDecline;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.admission.AwaitHoldOutcome.AwaitedJob;
import studio.atelier.generation.operation.OperationException;
import studio.atelier.generation.operation.OperationPlanner;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.task.JobQueueTasks.TaskQueuePlace;
import studio.atelier.platform.idempotency.IdempotentRequests;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;
import studio.atelier.platform.work.ShieldedExecution;

/** Accepts a request for a job, and waits briefly for billing so that the response is a yes or a no. */
@Component
public class SubmitJob {

    private final OperationPlanner operations;
    private final QueueWaitEstimate queue;
    private final JobAdmissions admissions;
    private final AwaitHoldOutcome awaitHoldOutcome;
    private final RevertJob revertJob;
    private final IdempotentRequests requests;
    private final JobProperties properties;
    private final StoredJobQueries rows;

    SubmitJob(
            OperationPlanner operations,
            QueueWaitEstimate queue,
            JobAdmissions admissions,
            AwaitHoldOutcome awaitHoldOutcome,
            RevertJob revertJob,
            IdempotentRequests requests,
            JobProperties properties,
            StoredJobQueries rows) {
        this.operations = operations;
        this.queue = queue;
        this.admissions = admissions;
        this.awaitHoldOutcome = awaitHoldOutcome;
        this.revertJob = revertJob;
        this.requests = requests;
        this.properties = properties;
        this.rows = rows;
    }

    /**
     * Creates a job once for each key, and asks billing to hold its price. Not cancelled when the client disconnects.
     *
     * @return the job, admitted, or still waiting for billing after the configured time; fails with
     *     {@link JobException}, and the key is then free again, with
     *     {@link studio.atelier.generation.operation.OperationException}, or with a problem of the key
     */
    public Mono<JobAdmission> handle(JobSubmission submission) {
        return ShieldedExecution.fromCancellation(admitJob(submission));
    }

    /** What is refused before it is written may repeat an earlier request, which is looked up only then. */
    private Mono<JobAdmission> admitJob(JobSubmission submission) {
        return planWork(submission)
                .flatMap(work -> writeAndAwaitOutcome(submission, work))
                .map(awaited -> concludeAdmission(submission, awaited))
                .onErrorResume(ProblemException.class, refusal -> Mono.just(repeatOrRefuse(submission, refusal)))
                .flatMap(conclusion -> conclusion);
    }

    private Mono<PlannedProviderWork> planWork(JobSubmission submission) {
        return Mono.fromCallable(() -> operations.planWork(submission.request()))
                .doOnNext(work -> checkPrice(submission, work))
                .delayUntil(this::checkQueue);
    }

    private static void checkPrice(JobSubmission submission, PlannedProviderWork work) {
        Long most = submission.request().maxPrice();
        if (most != null && most < work.price()) {
            throw new JobException.JobQuoteChanged(work.price());
        }
    }

    private Mono<Duration> checkQueue(PlannedProviderWork work) {
        return queue.waitFor(work.model())
                .filter(wait -> wait.compareTo(properties.maxEstimatedWait()) > 0)
                .flatMap(wait -> Mono.error(new JobException.JobQueueTooLong(wait)));
    }

    private Mono<AwaitedJob> writeAndAwaitOutcome(JobSubmission submission, PlannedProviderWork work) {
        NewJobRow job = new NewJobRow(
                UuidV7Generator.nextUuid(),
                submission.user(),
                submission.key(),
                submission.hash(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                UuidV7Generator.nextUuid(),
                submission.retryOf());
        return awaitHoldOutcome.writeAndAwaitOutcome(
                job.id(), admissions.admitJob(job).map(SubmitJob::requireAdmitted));
    }

    private static Job requireAdmitted(AdmissionResult result) {
        return switch (result) {
            case AdmissionResult.Admitted(Job job) -> job;
            case AdmissionResult.UploadMissing(UUID id) -> throw new OperationException.InputUploadNotFound(id);
            case AdmissionResult.TooManyWaiting(int most) -> throw new JobException.TooManyWaitingJobs(most);
            case AdmissionResult.KeyTaken() ->
                throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_IN_PROGRESS);
        };
    }

    private Mono<JobAdmission> concludeAdmission(JobSubmission submission, AwaitedJob awaited) {
        Job job = awaited.job();
        JobPaymentDecline decline = job.payment().decline();
        return decline == null
                ? Mono.just(new JobAdmission(job, awaited.place(), false))
                : revertJob.handle(submission, job).then(Mono.error(() -> toRefusal(job, decline)));
    }

    private static JobException toRefusal(Job job, JobPaymentDecline decline) {
        return switch (decline.toErrorCode()) {
            case INSUFFICIENT_FUNDS -> new JobException.InsufficientFunds(decline);
            case QUOTE_CHANGED -> new JobException.JobQuoteChanged(job.payment().price());
            case ACCOUNT_CLOSED -> new JobException.JobAccountClosed();
            default -> new JobException.JobPaymentFailed();
        };
    }

    private Mono<JobAdmission> repeatOrRefuse(JobSubmission submission, ProblemException refusal) {
        return findEarlierAdmission(submission).switchIfEmpty(Mono.error(refusal));
    }

    /** Empty if no request with the key has committed. */
    private Mono<JobAdmission> findEarlierAdmission(JobSubmission submission) {
        return requests.findResource(submission.user(), submission.key(), submission.hash())
                .flatMap(awaitHoldOutcome::awaitOutcome)
                .flatMap(this::repeatAdmission);
    }

    /** A refusal is repeated while the first request may still be answered with it; later the job itself shows it. */
    private Mono<JobAdmission> repeatAdmission(Job job) {
        JobPaymentDecline decline = job.payment().decline();
        if (decline == null) {
            return Mono.just(new JobAdmission(job, null, true));
        }
        Mono<Boolean> isShown = job.refused()
                ? Mono.just(false)
                : rows.isOlderThan(job.id(), properties.admissionWait().multipliedBy(2));
        return isShown.filter(old -> old)
                .map(old -> new JobAdmission(job, null, true))
                .switchIfEmpty(Mono.error(() -> toRefusal(job, decline)));
    }

    /**
     * The answer to a request.
     *
     * @param place of its task in the queue, if it is known
     * @param replayed whether an earlier request made the job
     */
    public record JobAdmission(Job job, @Nullable TaskQueuePlace place, boolean replayed) {}
}
