package studio.atelier.generation.run;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.TypicalRunTimes;
import studio.atelier.generation.provider.ImageProvider.ProviderTaskStatus;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.signal.GenerationSignals.ArmedSignalWait;

/** Waits for a provider's task without holding anything; a callback ends each wait early. */
@Component
class WatchProviderTask {

    private final TypicalRunTimes timings;
    private final ProviderAttempts attempts;
    private final GuardedProviderCalls calls;
    private final WatchForCancellation cancellation;
    private final ReportProviderProgress reportProgress;
    private final JitteredBackoff backoff;

    WatchProviderTask(
            TypicalRunTimes timings,
            ProviderAttempts attempts,
            GuardedProviderCalls calls,
            WatchForCancellation cancellation,
            ReportProviderProgress reportProgress,
            JitteredBackoff backoff) {
        this.timings = timings;
        this.attempts = attempts;
        this.calls = calls;
        this.cancellation = cancellation;
        this.reportProgress = reportProgress;
        this.backoff = backoff;
    }

    /**
     * The response to the call was lost, or another worker made the call and may still learn of it. A callback may name
     * the task; if none arrives within a typical duration, there is no provider task.
     */
    Mono<JobRunStep> awaitName(JobRun run, JobRunStep.AwaitTaskNameStep lost) {
        ArmedSignalWait called = run.waiter().armWait();
        return cancellation
                .isUnwanted(run)
                .flatMap(unwanted -> unwanted
                        ? Mono.just(new JobRunStep.CancelJobStep())
                        : attempts.findAttempt(lost.attempt().id()).flatMap(now -> nameOf(run, now, called)));
    }

    private Mono<JobRunStep> nameOf(JobRun run, ProviderAttempt now, ArmedSignalWait called) {
        String task = now.providerTaskId();
        return task == null
                ? timings.findTypicalRunTime(run.job().work().model())
                        .flatMap(typical -> awaitName(now, typical.minus(now.age()), called))
                : Mono.just(new JobRunStep.WatchTaskStep(now, task));
    }

    private Mono<JobRunStep> awaitName(ProviderAttempt attempt, Duration left, ArmedSignalWait called) {
        return left.isPositive()
                ? called.atMost(left).thenReturn(new JobRunStep.AwaitTaskNameStep(attempt))
                : attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.UNKNOWN, "no_answer")
                        .thenReturn(new JobRunStep.RecoverAfterCallStep(
                                attempt, new ProviderException.Unanswered("no_answer", null)));
    }

    /** Records the provider's task id, if it is not recorded yet, and waits before the first look. */
    Mono<JobRunStep> beginWatch(JobRun run, JobRunStep.WatchTaskStep watch) {
        ArmedSignalWait called = run.waiter().armWait();
        return attempts.markAccepted(watch.attempt().id(), watch.task())
                .then(called.atMost(backoff.beforeLook(0)))
                .thenReturn(new JobRunStep.LookAtTaskStep(watch.attempt(), watch.task(), 1));
    }

    /**
     * Looks at the provider's task, and waits for the next look if the task is not finished. A task whose image is not
     * wanted any more is cancelled instead.
     */
    Mono<JobRunStep> lookAtTask(JobRun run, JobRunStep.LookAtTaskStep look) {
        // Armed before the look: a callback or a cancellation during the look ends the wait after it at once.
        ArmedSignalWait called = run.waiter().armWait();
        return cancellation
                .isUnwanted(run)
                .flatMap(unwanted ->
                        unwanted ? Mono.just(new JobRunStep.CancelJobStep()) : lookAtTask(run, look, called));
    }

    private Mono<JobRunStep> lookAtTask(JobRun run, JobRunStep.LookAtTaskStep look, ArmedSignalWait called) {
        return calls.makeCall(run, "look", run.provider().findTaskStatus(look.task()))
                .onErrorResume(ProviderException.class, e -> Mono.just(toTaskStatus(e)))
                .flatMap(progress -> proceedByStatus(run, look, progress, called));
    }

    /**
     * A provider that does not know the task makes no image, and an answer that is too large would be again; any other
     * error passes, or the job's deadline ends it.
     */
    private static ProviderTaskStatus toTaskStatus(ProviderException error) {
        return switch (error) {
            case ProviderException.Refused refused ->
                new ProviderTaskStatus.FailedProviderTask(new ProviderException.NotMade(refused.detailCode(), refused));
            case ProviderException.TooLarge tooLarge -> new ProviderTaskStatus.FailedProviderTask(tooLarge);
            default -> new ProviderTaskStatus.RunningProviderTask(null);
        };
    }

    private Mono<JobRunStep> proceedByStatus(
            JobRun run, JobRunStep.LookAtTaskStep look, ProviderTaskStatus progress, ArmedSignalWait called) {
        return switch (progress) {
            case ProviderTaskStatus.RunningProviderTask running ->
                reportPercent(run, running)
                        .then(called.atMost(backoff.beforeLook(look.number())))
                        .thenReturn(new JobRunStep.LookAtTaskStep(look.attempt(), look.task(), look.number() + 1));
            case ProviderTaskStatus.SucceededProviderTask made ->
                Mono.just(new JobRunStep.FetchImageStep(look.attempt(), made.url(), 1));
            case ProviderTaskStatus.FailedProviderTask failed ->
                Mono.just(new JobRunStep.RecordNotMadeStep(look.attempt(), failed.reason()));
        };
    }

    private Mono<Void> reportPercent(JobRun run, ProviderTaskStatus.RunningProviderTask running) {
        Integer percent = running.percent();
        return percent == null ? Mono.empty() : reportProgress.handle(run, percent);
    }
}
