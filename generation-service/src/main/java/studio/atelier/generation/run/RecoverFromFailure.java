package studio.atelier.generation.run;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.provider.ImageParameters;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderCredits;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;

/** Decides how a job continues after a failure: one more call, another route, later, or not at all. */
@Component
class RecoverFromFailure {

    private static final Logger log = LoggerFactory.getLogger(RecoverFromFailure.class);

    /** A provider that accepted a task and failed gets one more. */
    private static final int MOST_NOT_MADE = 2;

    private static final Duration LATER = Duration.ofSeconds(15);

    private final ProviderAttempts attempts;
    private final ModelCatalogue catalogue;
    private final JobQueues queues;
    private final ProviderCredits credits;
    private final JobWorkerMetrics metrics;
    private final WorkerProperties properties;
    private final JitteredBackoff backoff;

    RecoverFromFailure(
            ProviderAttempts attempts,
            ModelCatalogue catalogue,
            JobQueues queues,
            ProviderCredits credits,
            JobWorkerMetrics metrics,
            WorkerProperties properties,
            JitteredBackoff backoff) {
        this.attempts = attempts;
        this.catalogue = catalogue;
        this.queues = queues;
        this.credits = credits;
        this.metrics = metrics;
        this.properties = properties;
        this.backoff = backoff;
    }

    /** The provider accepted the request and made no image. */
    Mono<JobRunStep> notMade(JobRunStep.RecordNotMadeStep failed) {
        ProviderAttempt attempt = failed.attempt();
        String detail = failed.reason().detailCode();
        log.warn(
                "Job {} attempt {}: {} made no image: {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                detail);
        return attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.FAILED, detail)
                .thenReturn(new JobRunStep.RecoverAfterCallStep(attempt, failed.reason()));
    }

    /** A call failed. */
    Mono<JobRunStep> afterCall(JobRun run, JobRunStep.RecoverAfterCallStep failed) {
        return switch (failed.reason()) {
            case ProviderException.Busy busy ->
                callAgainOrReroute(run, failed.attempt(), JobErrorCode.PROVIDER_UNAVAILABLE);
            case ProviderException.Unanswered unanswered ->
                callAgainOrReroute(run, failed.attempt(), JobErrorCode.PROVIDER_UNAVAILABLE);
            case ProviderException.Broken broken ->
                callAgainOrReroute(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.ImageWithheld withheld -> callAgainAfterWithheld(run, failed.attempt());
            case ProviderException.NotMade notMade ->
                callAgainOrReroute(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.TooLarge tooLarge -> rerouteOrFail(run, JobErrorCode.PROVIDER_FAILED);
            case ProviderException.Unusable unusable ->
                callAgainOrReroute(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.PolicyRefused refused -> failAsRefused(run);
            case ProviderException.Refused refused -> rerouteOrFail(run, JobErrorCode.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseQueue(run, trouble);
            case ProviderException.Suspended suspended -> rerouteOrPutBack(run);
        };
    }

    /** What one provider's policy forbids is not tried with the next one. */
    private static Mono<JobRunStep> failAsRefused(JobRun run) {
        log.warn(
                "Job {} is against the content policy of {}",
                run.job().id(),
                run.route().provider());
        return Mono.just(new JobRunStep.FailJobStep(JobErrorCode.CONTENT_REFUSED));
    }

    /** No call was made: the provider is suspended, or did not accept the inputs in three tries. */
    Mono<JobRunStep> beforeCall(JobRun run, JobRunStep.RecoverBeforeCallStep failed) {
        return switch (failed.reason()) {
            case ProviderException.Refused refused -> rerouteOrFail(run, JobErrorCode.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseQueue(run, trouble);
            case ProviderException.Suspended suspended -> rerouteOrPutBack(run);
            default -> rerouteOrFail(run, JobErrorCode.PROVIDER_UNAVAILABLE);
        };
    }

    /** Calls again after a wait if the job has a call left for this route, else takes the next route, else fails. */
    private Mono<JobRunStep> callAgainOrReroute(JobRun run, ProviderAttempt attempt, JobErrorCode giveUp) {
        return catalogue
                .readModels()
                .map(models -> models.countRoutesAfter(
                        run.job().work().model(), run.job().work().route()))
                .flatMap(remaining -> callAgainOr(run, attempt, remaining, () -> rerouteOrFail(run, giveUp)));
    }

    /** Each call without a seed gets another one, which may pass the filter; a chosen one would give the same again. */
    private Mono<JobRunStep> callAgainAfterWithheld(JobRun run, ProviderAttempt attempt) {
        return hasChosenSeed(run) ? failAsRefused(run) : callAgainOr(run, attempt, 0, () -> failAsRefused(run));
    }

    /** By the user, or for all images of the route. */
    private static boolean hasChosenSeed(JobRun run) {
        return run.job().work().imageParameters().containsKey(ImageParameters.SEED)
                || run.route().parameters().containsKey(ImageParameters.SEED);
    }

    /** @param left how many of the job's calls are left for the routes that remain */
    private Mono<JobRunStep> callAgainOr(
            JobRun run, ProviderAttempt attempt, long left, Supplier<Mono<JobRunStep>> otherwise) {
        return mayCallAgain(run, attempt, left)
                .flatMap(may -> may
                        ? run.waitUntilWoken(backoff.beforeRetry(attempt.number()))
                                .thenReturn(new JobRunStep.PrepareCallStep())
                        : otherwise.get());
    }

    private Mono<Boolean> mayCallAgain(JobRun run, ProviderAttempt attempt, long left) {
        return attempts.listAttempts(run.job().id())
                .filter(made -> made.state() == ProviderAttempt.ProviderAttemptState.FAILED)
                .count()
                .map(notMade -> attempt.number() + left < properties.maxAttempts() && notMade < MOST_NOT_MADE);
    }

    /** The provider makes no images until an operator acts, so the queue is paused instead of failing every job. */
    private Mono<JobRunStep> pauseQueue(JobRun run, ProviderException.AccountTrouble trouble) {
        log.error(
                "Provider {} refuses our account, its queue is paused: {}",
                run.route().provider(),
                trouble.detailCode());
        metrics.countAccountTrouble(run.route().provider());
        boolean outOfCredit = trouble instanceof ProviderException.OutOfCredit;
        String reason = outOfCredit ? "OUT_OF_CREDIT" : "ACCOUNT_TROUBLE";
        return queues.pauseQueue(run.lease().queue(), reason, properties.accountPause())
                .then(outOfCredit ? credits.forgetCredit(run.route().provider()) : Mono.empty())
                .then(rerouteOrFail(run, JobErrorCode.PROVIDER_UNAVAILABLE));
    }

    private Mono<JobRunStep> rerouteOrFail(JobRun run, JobErrorCode error) {
        return rerouteOr(run, new JobRunStep.FailJobStep(error));
    }

    /** The breaker is open for a while: it closes again, or the job's deadline ends it. */
    private Mono<JobRunStep> rerouteOrPutBack(JobRun run) {
        return rerouteOr(run, new JobRunStep.PutBackTaskStep(LATER));
    }

    /** The next route of the model, or else the given step. */
    private Mono<JobRunStep> rerouteOr(JobRun run, JobRunStep otherwise) {
        return catalogue
                .readModels()
                .map(models -> models.nextRoute(
                                run.job().work().model(), run.job().work().route())
                        .<JobRunStep>map(next -> new JobRunStep.RerouteJobStep(next.number(), next.route()))
                        .orElse(otherwise));
    }
}
