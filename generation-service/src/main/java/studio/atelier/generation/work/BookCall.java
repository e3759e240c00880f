package studio.atelier.generation.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.Budgets;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.Lanes;

/**
 * Enters a call into the books before it is made: its cost into the day's budgets, its row among the job's attempts. An
 * entry is taken back when the provider did not take the call.
 */
@Component
class BookCall {

    private static final Logger log = LoggerFactory.getLogger(BookCall.class);

    private final Budgets budgets;
    private final Attempts attempts;
    private final RunningJobs jobs;
    private final Lanes lanes;
    private final WorkMetrics metrics;
    private final WorkProperties properties;
    private final Clock clock;

    BookCall(
            Budgets budgets,
            Attempts attempts,
            RunningJobs jobs,
            Lanes lanes,
            WorkMetrics metrics,
            WorkProperties properties,
            Clock clock) {
        this.budgets = budgets;
        this.attempts = attempts;
        this.jobs = jobs;
        this.lanes = lanes;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    Mono<Next> handle(Run run, Next.Book call) {
        return budgets.spend(run.route(), run.free())
                .flatMap(budget -> exhausted(run, budget))
                .switchIfEmpty(Mono.defer(() -> begin(run, call)));
    }

    /** A provider's lane rests until the day ends; free jobs alone wait if only their budget is spent. */
    private Mono<Next> exhausted(Run run, String budget) {
        Instant tomorrow = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        log.error("The daily spending cap of {} is reached; work waits until {}", budget, tomorrow);
        metrics.capReached(budget);
        return budget.equals(Budgets.FREE_QUOTA)
                ? Mono.just(new Next.PutBack(Duration.between(clock.instant(), tomorrow)))
                : lanes.pause(run.lease().lane(), "SPENDING_CAP", tomorrow).thenReturn(new Next.PutBack(Duration.ZERO));
    }

    /** The row comes first, so that whoever takes over knows that there may be a task. */
    private Mono<Next> begin(Run run, Next.Book call) {
        return attempts.begin(run.job().id(), run.lease().epoch(), run.route(), properties.maxAttempts())
                .<Next>map(attempt -> new Next.Call(attempt, call.inputs()))
                .switchIfEmpty(Mono.defer(() -> giveBack(run).then(mayNotCall(run))));
    }

    /** Cancelled, out of attempts, or not ours any more. */
    private Mono<Next> mayNotCall(Run run) {
        return jobs.find(run.lease())
                .map(job -> job.cancelRequested() ? new Next.Cancel() : new Next.Fail(JobError.PROVIDER_FAILED));
    }

    /** The provider did not take the call: it counts, and costs nothing. */
    Mono<Void> rejected(Run run, Attempt attempt, ProviderException reason) {
        return attempts.ended(attempt.id(), Attempt.State.REJECTED, reason.detail())
                .then(giveBack(run));
    }

    /** The call was not made after all: it does not count. */
    Mono<Void> undo(Run run, Attempt attempt) {
        return attempts.notMade(attempt.id()).then(giveBack(run));
    }

    private Mono<Void> giveBack(Run run) {
        return budgets.giveBack(run.route(), run.free());
    }
}
