package studio.atelier.generation.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.provider.ImageProvider.ImageRequestAnswer;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderException;

/** Makes the one provider call that is paid for. */
@Component
class CallImageProvider {

    private static final Logger log = LoggerFactory.getLogger(CallImageProvider.class);

    private final GuardedProviderCalls calls;
    private final RecordProviderCall recordCall;
    private final WatchForCancellation cancellation;
    private final ReportProviderProgress reportProgress;

    CallImageProvider(
            GuardedProviderCalls calls,
            RecordProviderCall recordCall,
            WatchForCancellation cancellation,
            ReportProviderProgress reportProgress) {
        this.calls = calls;
        this.recordCall = recordCall;
        this.cancellation = cancellation;
        this.reportProgress = reportProgress;
    }

    Mono<JobRunStep> handle(JobRun run, JobRunStep.CallProviderStep call) {
        ProviderAttempt attempt = call.attempt();
        GenerationFailpoint.BEFORE_CREATE.failIfArmed();
        log.info(
                "Job {} attempt {} calls {} with model {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                attempt.model());
        Mono<JobRunStep> answered = calls.makeCall(
                        run, "create", run.provider().requestImage(toImageRequest(run, call)))
                .doOnNext(submission -> GenerationFailpoint.AFTER_PROVIDER_REPLY.failIfArmed())
                .map(submission -> toNextStep(attempt, submission));
        return followIfCancellable(run, attempt, answered)
                .onErrorResume(ProviderException.class, e -> recoverFromFailedCall(run, attempt, e));
    }

    /**
     * A call that waits for the image is given up when nobody wants the image any more, and its progress is shown. All
     * that runs beside the call ends with it.
     */
    private Mono<JobRunStep> followIfCancellable(JobRun run, ProviderAttempt attempt, Mono<JobRunStep> answered) {
        return run.provider().cancellableWork() == CancellableWork.CALL
                ? Mono.firstWithSignal(
                        answered,
                        cancellation.awaitUnwanted(run).map(unwanted -> new JobRunStep.CancelJobStep()),
                        reportProgress.followCall(run, attempt))
                : answered;
    }

    private static ProviderImageRequest toImageRequest(JobRun run, JobRunStep.CallProviderStep call) {
        return new ProviderImageRequest(
                call.attempt().id(),
                run.route().model(),
                run.job().work().prompt(),
                call.inputs(),
                run.route().mergeParameters(run.job().work().imageParameters()));
    }

    private static JobRunStep toNextStep(ProviderAttempt attempt, ImageRequestAnswer submission) {
        return switch (submission) {
            case ImageRequestAnswer.AcceptedProviderTask accepted ->
                new JobRunStep.WatchTaskStep(attempt, accepted.providerTaskId());
            case ImageRequestAnswer.ImmediatelyMadeImage made -> new JobRunStep.StoreImageStep(attempt, made.picture());
        };
    }

    private Mono<JobRunStep> recoverFromFailedCall(JobRun run, ProviderAttempt attempt, ProviderException error) {
        log.warn(
                "Job {} attempt {}: call to {} failed: {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                error.detailCode());
        JobRunStep recover = new JobRunStep.RecoverAfterCallStep(attempt, error);
        return switch (error) {
            // The provider may have accepted it: a callback would name the task, if the provider calls back.
            case ProviderException.Unanswered unanswered ->
                run.provider().namesTasksLater()
                        ? Mono.just(new JobRunStep.AwaitTaskNameStep(attempt))
                        : recordCall.recordUnanswered(attempt, error).thenReturn(recover);
            // The provider took the request, and what it answered with is no image: it may be paid for.
            case ProviderException.NotMade notMade -> Mono.just(new JobRunStep.RecordNotMadeStep(attempt, notMade));
            case ProviderException.Unusable unusable -> Mono.just(new JobRunStep.RecordNotMadeStep(attempt, unusable));
            // The breaker is open: no call was made.
            case ProviderException.Suspended suspended ->
                recordCall.undoCall(run, attempt).thenReturn(recover);
            default -> recordCall.recordRejection(run, attempt, error).thenReturn(recover);
        };
    }
}
