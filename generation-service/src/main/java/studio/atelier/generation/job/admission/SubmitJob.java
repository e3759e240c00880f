package studio.atelier.generation.job.admission;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
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
import studio.atelier.generation.operation.BatchRequest;
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
     * Creates a job, or the jobs of a batch, once for each key, and asks billing to hold the price. Not cancelled when
     * the client disconnects.
     *
     * @return the jobs, admitted, or still waiting for billing after the configured time; fails with
     *     {@link JobException}, and the key is then free again, with
     *     {@link studio.atelier.generation.operation.OperationException}, or with a problem of the key
     */
    public Mono<JobAdmission> handle(JobSubmission submission) {
        return ShieldedExecution.fromCancellation(admitJobs(submission));
    }

    /** What is refused before it is written may repeat an earlier request, which is looked up only then. */
    private Mono<JobAdmission> admitJobs(JobSubmission submission) {
        return planWork(submission)
                .flatMap(works -> writeAndAwaitOutcome(submission, works))
                .onErrorResume(ProblemException.class, refusal -> Mono.just(repeatOrRefuse(submission, refusal)))
                .flatMap(conclusion -> conclusion);
    }

    private Mono<List<PlannedProviderWork>> planWork(JobSubmission submission) {
        return operations
                .planAll(submission.request(), submission.locale())
                .doOnNext(works -> checkPrice(submission, works))
                .delayUntil(works -> Flux.fromStream(
                                works.stream().map(PlannedProviderWork::model).distinct())
                        .concatMap(this::checkQueue));
    }

    private static void checkPrice(JobSubmission submission, List<PlannedProviderWork> works) {
        Long most = submission.request().maxPrice();
        long price = works.stream().mapToLong(PlannedProviderWork::price).sum();
        if (most != null && most < price) {
            throw JobException.JobQuoteChanged.byPrice(price);
        }
    }

    private Mono<Duration> checkQueue(String model) {
        return queue.waitFor(model)
                .filter(wait -> wait.compareTo(properties.maxEstimatedWait()) > 0)
                .flatMap(wait -> Mono.error(new JobException.JobQueueTooLong(wait)));
    }

    /** The holds of a batch are answered together: the first of its jobs stands for all. */
    private Mono<Mono<JobAdmission>> writeAndAwaitOutcome(JobSubmission submission, List<PlannedProviderWork> works) {
        List<NewJobRow> jobs =
                works.stream().map(work -> toNewJob(submission, work)).toList();
        NewJobRow first = jobs.getFirst();
        Mono<AdmissionResult> writing = submission.request() instanceof BatchRequest
                ? admissions.admitBatch(UuidV7Generator.nextUuid(), jobs)
                : admissions.admitJob(first);
        return awaitHoldOutcome
                .writeAndAwaitOutcome(
                        first.id(), writing.map(SubmitJob::requireAdmitted).map(List::getFirst))
                .map(awaited -> concludeAdmission(submission, awaited));
    }

    private static NewJobRow toNewJob(JobSubmission submission, PlannedProviderWork work) {
        return new NewJobRow(
                UuidV7Generator.nextUuid(),
                submission.user(),
                submission.key(),
                submission.hash(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                UuidV7Generator.nextUuid(),
                submission.retryOf());
    }

    private static List<Job> requireAdmitted(AdmissionResult result) {
        return switch (result) {
            case AdmissionResult.Admitted(List<Job> jobs) -> jobs;
            case AdmissionResult.UploadMissing(UUID id) -> throw new OperationException.InputNotFound(id);
            case AdmissionResult.TooManyWaiting(int most) -> throw new JobException.TooManyWaitingJobs(most);
            case AdmissionResult.KeyTaken() ->
                throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_IN_PROGRESS);
        };
    }

    private Mono<JobAdmission> concludeAdmission(JobSubmission submission, AwaitedJob awaited) {
        Job job = awaited.job();
        JobPaymentDecline decline = job.payment().decline();
        return decline == null
                ? toAdmission(job, awaited.place(), false)
                : revertJob.handle(submission, job).then(Mono.error(() -> toRefusal(job, decline)));
    }

    private Mono<JobAdmission> toAdmission(Job job, @Nullable TaskQueuePlace place, boolean replayed) {
        UUID batch = job.batchId();
        return batch == null
                ? Mono.just(new JobAdmission(List.of(job), null, place, replayed))
                : rows.listBatchJobs(job.user(), batch)
                        .collectList()
                        .map(jobs -> new JobAdmission(jobs, batch, null, replayed));
    }

    private static JobException toRefusal(Job job, JobPaymentDecline decline) {
        return switch (decline.toErrorCode()) {
            case INSUFFICIENT_FUNDS -> new JobException.InsufficientFunds(decline);
            case QUOTE_CHANGED ->
                JobException.JobQuoteChanged.bySource(job.payment().price());
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
                .flatMap(resource -> findFirstJob(submission, resource))
                .flatMap(awaitHoldOutcome::awaitOutcome)
                .flatMap(this::repeatAdmission);
    }

    private Mono<UUID> findFirstJob(JobSubmission submission, UUID resource) {
        return submission.request() instanceof BatchRequest
                ? rows.listBatchJobs(submission.user(), resource).next().map(Job::id)
                : Mono.just(resource);
    }

    /** A refusal is repeated while the first request may still be answered with it; later the job itself shows it. */
    private Mono<JobAdmission> repeatAdmission(Job job) {
        JobPaymentDecline decline = job.payment().decline();
        if (decline == null) {
            return toAdmission(job, null, true);
        }
        Mono<Boolean> isShown = job.refused()
                ? Mono.just(false)
                : rows.isOlderThan(job.id(), properties.admissionWait().multipliedBy(2));
        return isShown.filter(old -> old)
                .flatMap(old -> toAdmission(job, null, true))
                .switchIfEmpty(Mono.error(() -> toRefusal(job, decline)));
    }

    /**
     * The answer to a request.
     *
     * @param jobs one, or those of a batch in their order
     * @param batchId of the batch, if it is one
     * @param place of the one job's task in the queue, if it is known
     * @param replayed whether an earlier request made the jobs
     */
    public record JobAdmission(
            List<Job> jobs,
            @Nullable UUID batchId,
            @Nullable TaskQueuePlace place,
            boolean replayed) {

        /** Copies the jobs. */
        public JobAdmission {
            jobs = List.copyOf(jobs);
        }
    }
}
