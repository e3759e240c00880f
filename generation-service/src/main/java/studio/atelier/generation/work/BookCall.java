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

    /**
     * Sees beforehand whether there is money for a call, so that no inputs travel for nothing.
     *
     * @return what to do instead of the call; empty if it can be paid for
     */
    Mono<Next> insteadIfUnpayable(Run run) {
        return budgets.exhausted(run.route(), run.free()).flatMap(budget -> exhausted(run, budget));
    }

    Mono<Next> handle(Run run, Next.Book call) {
        return budgets.spend(run.route(), run.free())
                .flatMap(budget -> exhausted(run, budget))
                .switchIfEmpty(Mono.defer(() -> begin(run, call)));
    }

    /**
     * If only the free quota's money is spent, the free job ends: it has a quarter of an hour at the most, and the
     * others go on. A provider's lane is paused until the day ends, with what waits in it; a job that had been started
     * ends at its deadline, unless an operator resumes the lane before.
     */
    private Mono<Next> exhausted(Run run, String budget) {
        metrics.capReached(budget);
        return budgets.noteSpent(budget)
                .then(Mono.defer(() -> budget.equals(Budgets.FREE_QUOTA) ? endFreeJob(run) : pauseLane(run, budget)));
    }

    private static Mono<Next> endFreeJob(Run run) {
        log.error(
                "The daily spending cap of {} is reached; free job {} ends without a charge",
                Budgets.FREE_QUOTA,
                run.job().id());
        return Mono.just(new Next.Fail(JobError.FREE_PICTURES_SPENT));
    }

    private Mono<Next> pauseLane(Run run, String budget) {
        Instant tomorrow = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        log.error("The daily spending cap of {} is reached", budget);
        return lanes.pause(run.lease().lane(), "SPENDING_CAP", tomorrow).thenReturn(new Next.PutBack(Duration.ZERO));
    }

    /** The row comes first, so that whoever takes over knows that there may be a task. */
    private Mono<Next> begin(Run run, Next.Book call) {
        return attempts.begin(run.job().id(), run.lease().epoch(), run.route(), properties.maxAttempts())
                .<Next>map(attempt -> new Next.Call(attempt, call.inputs()))
                .switchIfEmpty(Mono.defer(() -> giveBack(run).then(mayNotCall(run))));
    }

    /** Cancelled, out of calls, or not ours any more: then whoever has it next makes the call. */
    private Mono<Next> mayNotCall(Run run) {
        return jobs.find(run.lease())
                .flatMap(job -> job.cancelRequested() ? Mono.just(new Next.Cancel()) : failIfUsedUp(run));
    }

    private Mono<Next> failIfUsedUp(Run run) {
        return attempts.of(run.job().id())
                .count()
                .map(made -> made < properties.maxAttempts()
                        ? new Next.PutBack(Duration.ZERO)
                        : new Next.Fail(JobError.PROVIDER_FAILED));
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
