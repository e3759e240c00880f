package studio.atelier.generation.work;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.Lanes;

/** Finds the way on after trouble: once more, by another route, later, or not at all. */
@Component
class Recover {

    private static final Logger log = LoggerFactory.getLogger(Recover.class);

    /** A provider that took a task and failed gets one more. */
    private static final int MOST_NOT_MADE = 2;

    private static final Duration LATER = Duration.ofSeconds(15);

    private final Attempts attempts;
    private final Models models;
    private final Lanes lanes;
    private final WorkMetrics metrics;
    private final WorkProperties properties;
    private final Backoff backoff;
    private final Clock clock;

    Recover(
            Attempts attempts,
            Models models,
            Lanes lanes,
            WorkMetrics metrics,
            WorkProperties properties,
            Backoff backoff,
            Clock clock) {
        this.attempts = attempts;
        this.models = models;
        this.lanes = lanes;
        this.metrics = metrics;
        this.properties = properties;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** The provider took the request, and no picture came of it. */
    Mono<Next> notMade(Next.NotMade failed) {
        Attempt attempt = failed.attempt();
        String detail = failed.reason().detail();
        log.warn("Job {} attempt {}: {} {}", attempt.jobId(), attempt.number(), attempt.provider(), detail);
        return attempts.ended(attempt.id(), Attempt.State.FAILED, detail)
                .thenReturn(new Next.Recover(attempt, failed.reason()));
    }

    /** A call came to nothing. */
    Mono<Next> afterCall(Run run, Next.Recover failed) {
        return switch (failed.reason()) {
            case ProviderException.Busy busy -> again(run, failed.attempt(), JobError.PROVIDER_UNAVAILABLE);
            case ProviderException.Unanswered unanswered -> again(run, failed.attempt(), JobError.PROVIDER_UNAVAILABLE);
            case ProviderException.Broken broken -> again(run, failed.attempt(), JobError.PROVIDER_FAILED);
            case ProviderException.NotMade notMade -> again(run, failed.attempt(), JobError.PROVIDER_FAILED);
            case ProviderException.Unusable unusable -> again(run, failed.attempt(), JobError.PROVIDER_FAILED);
            case ProviderException.Refused refused -> elsewhereOrFail(run, JobError.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseLane(run, trouble);
            case ProviderException.Suspended suspended -> elsewhereOrLater(run);
        };
    }

    /** No call was made: the provider is suspended, or did not take the inputs, three times over. */
    Mono<Next> beforeCall(Run run, Next.NotCalled failed) {
        return switch (failed.reason()) {
            case ProviderException.Refused refused -> elsewhereOrFail(run, JobError.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> pauseLane(run, trouble);
            case ProviderException.Suspended suspended -> elsewhereOrLater(run);
            default -> elsewhereOrFail(run, JobError.PROVIDER_UNAVAILABLE);
        };
    }

    /** Once more after a while if the job has a call left, else by the next route, else not at all. */
    private Mono<Next> again(Run run, Attempt attempt, JobError giveUp) {
        return mayCallAgain(run, attempt)
                .flatMap(may -> may
                        ? run.pause(backoff.beforeRetry(attempt.number())).thenReturn(new Next.Prepare())
                        : elsewhereOrFail(run, giveUp));
    }

    private Mono<Boolean> mayCallAgain(Run run, Attempt attempt) {
        return attempts.of(run.job().id())
                .filter(made -> made.state() == Attempt.State.FAILED)
                .count()
                .map(notMade -> attempt.number() < properties.maxAttempts() && notMade < MOST_NOT_MADE);
    }

    /**
     * Nobody's picture will be made there until an operator acts, so the lane is paused instead of failing everybody.
     */
    private Mono<Next> pauseLane(Run run, ProviderException.AccountTrouble trouble) {
        log.error("Provider {} refuses our account: {}", run.route().provider(), trouble.detail());
        metrics.accountTrouble(run.route().provider());
        return lanes.pause(
                        run.lease().lane(), "ACCOUNT_TROUBLE", clock.instant().plus(properties.accountPause()))
                .then(elsewhereOrFail(run, JobError.PROVIDER_UNAVAILABLE));
    }

    private Mono<Next> elsewhereOrFail(Run run, JobError error) {
        return elsewhereOr(run, new Next.Fail(error));
    }

    /** The breaker is open for a while: it closes again, or the deadline comes. */
    private Mono<Next> elsewhereOrLater(Run run) {
        return elsewhereOr(run, new Next.PutBack(LATER));
    }

    /** The next route of the model, or else this. */
    private Mono<Next> elsewhereOr(Run run, Next otherwise) {
        int next = run.job().work().route() + 1;
        return Mono.just(models.route(run.job().work().model(), next)
                .<Next>map(route -> new Next.Reroute(next, route))
                .orElse(otherwise));
    }
}
