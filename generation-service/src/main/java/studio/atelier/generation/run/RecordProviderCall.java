package studio.atelier.generation.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderAttempts.BudgetSpentException;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderBudgets.SpentBudget;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;

/**
 * Records a call before it is made: its cost in the day's budgets, its row among the job's attempts. The cost is given
 * back if the provider did not accept the call, and the row is removed if the call was not made.
 */
@Component
class RecordProviderCall {

    private static final Logger log = LoggerFactory.getLogger(RecordProviderCall.class);

    private final ProviderBudgets budgets;
    private final ProviderAttempts attempts;
    private final StoredJobQueries jobs;
    private final JobQueues queues;
    private final JobWorkerMetrics metrics;
    private final WorkerProperties properties;
    private final Clock clock;

    RecordProviderCall(
            ProviderBudgets budgets,
            ProviderAttempts attempts,
            StoredJobQueries jobs,
            JobQueues queues,
            JobWorkerMetrics metrics,
            WorkerProperties properties,
            Clock clock) {
        this.budgets = budgets;
        this.attempts = attempts;
        this.jobs = jobs;
        this.queues = queues;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Checks beforehand whether the budgets allow a call, so that no inputs are sent in vain.
     *
     * @return the step to take instead of the call; empty if the budgets allow it
     */
    Mono<JobRunStep> stepIfUnpayable(JobRun run) {
        return budgets.findExhaustedBudget(run.route(), run.isPaidByFreeQuota())
                .flatMap(spent -> stopForBudget(run, spent));
    }

    /** Inserts the row before the call, so that a worker that takes over knows that there may be a provider task. */
    Mono<JobRunStep> handle(JobRun run, JobRunStep.RecordCallStep call) {
        return attempts.insertAttempt(
                        run.job().id(),
                        run.lease().epoch(),
                        run.route(),
                        run.isPaidByFreeQuota(),
                        properties.maxAttempts())
                .<JobRunStep>map(attempt -> new JobRunStep.CallProviderStep(attempt, call.inputs()))
                .switchIfEmpty(Mono.defer(() -> toStepWithoutCall(run)))
                .onErrorResume(BudgetSpentException.class, e -> stopForBudget(run, e.spent()));
    }

    /**
     * If only the free quota's budget is spent, the free job fails, since it has a quarter of an hour at most, and
     * other jobs continue. A provider's queue, with its waiting tasks, is paused until the day ends; a job that had
     * been started fails at its deadline unless an operator resumes the queue before.
     */
    private Mono<JobRunStep> stopForBudget(JobRun run, SpentBudget spent) {
        metrics.countCapReached(spent.budget());
        return budgets.noteSpent(spent)
                .then(Mono.defer(() ->
                        spent.budget().equals(ProviderBudgets.FREE_QUOTA) ? endFreeJob(run) : pauseQueue(run, spent)));
    }

    private static Mono<JobRunStep> endFreeJob(JobRun run) {
        log.error(
                "Daily budget {} is spent; free job {} fails without a charge",
                ProviderBudgets.FREE_QUOTA,
                run.job().id());
        return Mono.just(new JobRunStep.FailJobStep(JobErrorCode.FREE_PICTURES_SPENT));
    }

    /** The next day may have begun meanwhile, with a budget of its own. */
    private Mono<JobRunStep> pauseQueue(JobRun run, SpentBudget spent) {
        Instant midnight = spent.day().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Duration left = Duration.between(clock.instant(), midnight);
        JobRunStep later = new JobRunStep.PutBackTaskStep(Duration.ZERO);
        if (!left.isPositive()) {
            return Mono.just(later);
        }
        log.error("Daily budget {} is spent; the queue is paused until midnight UTC", spent.budget());
        return queues.pauseQueue(run.lease().queue(), "SPENDING_CAP", left).thenReturn(later);
    }

    /** The job is cancelled, has no calls left, or is no longer ours: then the next worker makes the call. */
    private Mono<JobRunStep> toStepWithoutCall(JobRun run) {
        return jobs.findJob(run.job().id())
                .flatMap(job -> job.cancelRequested() ? Mono.just(new JobRunStep.CancelJobStep()) : failIfUsedUp(run));
    }

    private Mono<JobRunStep> failIfUsedUp(JobRun run) {
        return attempts.listAttempts(run.job().id())
                .count()
                .map(made -> made < properties.maxAttempts()
                        ? new JobRunStep.PutBackTaskStep(Duration.ZERO)
                        : new JobRunStep.FailJobStep(JobErrorCode.PROVIDER_FAILED));
    }

    /** The provider did not accept the call: it counts, and costs nothing. */
    Mono<Void> recordRejection(JobRun run, ProviderAttempt attempt, ProviderException reason) {
        return attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.REJECTED, reason.detailCode())
                .then(giveBack(run, UuidV7Generator.timeOf(attempt.id())));
    }

    /** Nobody will learn what became of the call: it counts, and costs. */
    Mono<Void> recordUnanswered(ProviderAttempt attempt, ProviderException reason) {
        return attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.UNKNOWN, reason.detailCode());
    }

    /** The call was not made: it does not count. */
    Mono<Void> undoCall(JobRun run, ProviderAttempt attempt) {
        return attempts.deleteUnmadeAttempt(attempt.id()).then(giveBack(run, UuidV7Generator.timeOf(attempt.id())));
    }

    private Mono<Void> giveBack(JobRun run, Instant reservedAt) {
        return budgets.giveBack(run.route(), run.isPaidByFreeQuota(), reservedAt);
    }
}
