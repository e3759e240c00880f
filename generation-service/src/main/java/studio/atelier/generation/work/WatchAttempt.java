package studio.atelier.generation.work;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.ImageProvider.Progress;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.signal.Signals.Wait;

/** Waits for what a provider makes, holding nothing meanwhile: a callback ends each wait early. */
@Component
class WatchAttempt {

    private final RunningJobs jobs;
    private final Attempts attempts;
    private final ProviderCalls calls;
    private final Backoff backoff;

    WatchAttempt(RunningJobs jobs, Attempts attempts, ProviderCalls calls, Backoff backoff) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.calls = calls;
        this.backoff = backoff;
    }

    /** The answer was lost. A callback may name the task; if none comes in a typical duration, there is none. */
    Mono<Next> awaitName(Run run, Next.AwaitName lost) {
        Wait called = run.waiter().arm();
        return attempts.find(lost.attempt().id()).flatMap(now -> nameOf(run, now, called));
    }

    private Mono<Next> nameOf(Run run, Attempt now, Wait called) {
        String task = now.providerTaskId();
        return task == null
                ? jobs.typical(run.job()).flatMap(typical -> awaitName(now, typical.minus(now.age()), called))
                : Mono.just(new Next.Watch(now, task));
    }

    private Mono<Next> awaitName(Attempt attempt, Duration left, Wait called) {
        return left.isPositive()
                ? called.atMost(left).thenReturn(new Next.AwaitName(attempt))
                : attempts.ended(attempt.id(), Attempt.State.UNKNOWN, "no_answer")
                        .thenReturn(new Next.Recover(attempt, new ProviderException.Unanswered("no_answer", null)));
    }

    /** Notes the provider's name for the work, if it is not noted yet, and gives it a first while. */
    Mono<Next> begin(Run run, Next.Watch watch) {
        Wait called = run.waiter().arm();
        return attempts.accepted(watch.attempt().id(), watch.task())
                .then(called.atMost(backoff.beforeLook(0)))
                .thenReturn(new Next.Look(watch.attempt(), watch.task(), 1));
    }

    /** Sees how the work stands, and waits for the next look if it is not finished. */
    Mono<Next> look(Run run, Next.Look look) {
        // Armed before the look: a callback that comes while we look ends the wait after it at once.
        Wait called = run.waiter().arm();
        return calls.make(run, "look", run.provider().look(look.task()))
                .onErrorResume(ProviderException.class, e -> Mono.just(unseen(e)))
                .flatMap(progress -> seen(run, look, progress, called));
    }

    /** A provider that does not know the task has none; all other trouble passes, or the deadline comes. */
    private static Progress unseen(ProviderException error) {
        return error instanceof ProviderException.Refused
                ? new Progress.Failed(new ProviderException.NotMade(error.detail(), error))
                : new Progress.Running(null);
    }

    private Mono<Next> seen(Run run, Next.Look look, Progress progress, Wait called) {
        return switch (progress) {
            case Progress.Running running ->
                cancelIfWished(run, look).switchIfEmpty(Mono.defer(() -> lookAgain(look, called)));
            case Progress.Made made -> Mono.just(new Next.Fetch(look.attempt(), made.url(), 1));
            case Progress.Failed failed -> Mono.just(new Next.NotMade(look.attempt(), failed.reason()));
        };
    }

    private Mono<Next> lookAgain(Next.Look look, Wait called) {
        return called.atMost(backoff.beforeLook(look.number()))
                .thenReturn(new Next.Look(look.attempt(), look.task(), look.number() + 1));
    }

    /** Empty if nobody wishes it, or the provider cannot. */
    private Mono<Next> cancelIfWished(Run run, Next.Look look) {
        return run.provider().cancels()
                ? jobs.find(run.lease())
                        .filter(Job::cancelRequested)
                        .filterWhen(job -> run.provider().cancel(look.task()).onErrorReturn(false))
                        .delayUntil(job -> attempts.ended(look.attempt().id(), Attempt.State.ABANDONED, "cancelled"))
                        .map(job -> new Next.Cancel())
                : Mono.empty();
    }
}
