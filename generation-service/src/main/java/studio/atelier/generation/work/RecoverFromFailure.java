package studio.atelier.generation.work;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.provider.ImageModelCatalogue;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;

/** Finds the way on after trouble: once more, by another route, later, or not at all. */
@Component
class RecoverFromFailure {

    private static final Logger log = LoggerFactory.getLogger(RecoverFromFailure.class);

    /** A provider that took a task and failed gets one more. */
    private static final int MOST_NOT_MADE = 2;

    private static final Duration LATER = Duration.ofSeconds(15);

    private final ProviderAttempts attempts;
    private final ImageModelCatalogue models;
    private final JobQueues queues;
    private final JobWorkerMetrics metrics;
    private final WorkerProperties properties;
    private final JitteredBackoff backoff;
    private final Clock clock;

    RecoverFromFailure(
            ProviderAttempts attempts,
            ImageModelCatalogue models,
            JobQueues queues,
            JobWorkerMetrics metrics,
            WorkerProperties properties,
            JitteredBackoff backoff,
            Clock clock) {
        this.attempts = attempts;
        this.models = models;
        this.queues = queues;
        this.metrics = metrics;
        this.properties = properties;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** The provider took the request, and no picture came of it. */
    Mono<JobRunStep> notMade(JobRunStep.RecordNotMadeStep failed) {
        ProviderAttempt attempt = failed.attempt();
        String detail = failed.reason().detailCode();
        log.warn("Job {} attempt {}: {} {}", attempt.jobId(), attempt.number(), attempt.provider(), detail);
        return attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.FAILED, detail)
                .thenReturn(new JobRunStep.RecoverAfterCallStep(attempt, failed.reason()));
    }

    /** A call came to nothing. */
    Mono<JobRunStep> afterCall(JobRun run, JobRunStep.RecoverAfterCallStep failed) {
        return switch (failed.reason()) {
            case ProviderException.Busy busy ->
                callAgainOrElsewhere(run, failed.attempt(), JobErrorCode.PROVIDER_UNAVAILABLE);
            case ProviderException.Unanswered unanswered ->
                callAgainOrElsewhere(run, failed.attempt(), JobErrorCode.PROVIDER_UNAVAILABLE);
            case ProviderException.Broken broken ->
                callAgainOrElsewhere(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.NotMade notMade ->
                callAgainOrElsewhere(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.Unusable unusable ->
                callAgainOrElsewhere(run, failed.attempt(), JobErrorCode.PROVIDER_FAILED);
            case ProviderException.Refused refused -> elsewhereOrFail(run, JobErrorCode.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseQueue(run, trouble);
            case ProviderException.Suspended suspended -> elsewhereOrLater(run);
        };
    }

    /** No call was made: the provider is suspended, or did not take the inputs, three times over. */
    Mono<JobRunStep> beforeCall(JobRun run, JobRunStep.RecoverBeforeCallStep failed) {
        return switch (failed.reason()) {
            case ProviderException.Refused refused -> elsewhereOrFail(run, JobErrorCode.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseQueue(run, trouble);
            case ProviderException.Suspended suspended -> elsewhereOrLater(run);
            default -> elsewhereOrFail(run, JobErrorCode.PROVIDER_UNAVAILABLE);
        };
    }

    /** Once more after a while if the job has a call left, else by the next route, else not at all. */
    private Mono<JobRunStep> callAgainOrElsewhere(JobRun run, ProviderAttempt attempt, JobErrorCode giveUp) {
        return mayCallAgain(run, attempt)
                .flatMap(may -> may
                        ? run.waitUntilWoken(backoff.beforeRetry(attempt.number()))
                                .thenReturn(new JobRunStep.PrepareCallStep())
                        : elsewhereOrFail(run, giveUp));
    }

    private Mono<Boolean> mayCallAgain(JobRun run, ProviderAttempt attempt) {
        return attempts.listAttempts(run.job().id())
                .filter(made -> made.state() == ProviderAttempt.ProviderAttemptState.FAILED)
                .count()
                .map(notMade -> attempt.number() < properties.maxAttempts() && notMade < MOST_NOT_MADE);
    }

    /**
     * Nobody's picture will be made there until an operator acts, so the queue is paused instead of failing everybody.
     */
    private Mono<JobRunStep> pauseQueue(JobRun run, ProviderException.AccountTrouble trouble) {
        log.error("Provider {} refuses our account: {}", run.route().provider(), trouble.detailCode());
        metrics.countAccountTrouble(run.route().provider());
        return queues.pauseQueue(
                        run.lease().queue(), "ACCOUNT_TROUBLE", clock.instant().plus(properties.accountPause()))
                .then(elsewhereOrFail(run, JobErrorCode.PROVIDER_UNAVAILABLE));
    }

    private Mono<JobRunStep> elsewhereOrFail(JobRun run, JobErrorCode error) {
        return elsewhereOr(run, new JobRunStep.FailJobStep(error));
    }

    /** The breaker is open for a while: it closes again, or the deadline comes. */
    private Mono<JobRunStep> elsewhereOrLater(JobRun run) {
        return elsewhereOr(run, new JobRunStep.PutBackTaskStep(LATER));
    }

    /** The next route of the model, or else this. */
    private Mono<JobRunStep> elsewhereOr(JobRun run, JobRunStep otherwise) {
        int next = run.job().work().route() + 1;
        return Mono.just(models.findRoute(run.job().work().model(), next)
                .<JobRunStep>map(route -> new JobRunStep.RerouteJobStep(next, route))
                .orElse(otherwise));
    }
}
