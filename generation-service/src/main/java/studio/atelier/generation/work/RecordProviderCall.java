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
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.LeasedJobUpdates;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;

/**
 * Enters a call into the books before it is made: its cost into the day's budgets, its row among the job's attempts. An
 * entry is taken back when the provider did not take the call.
 */
@Component
class RecordProviderCall {

    private static final Logger log = LoggerFactory.getLogger(RecordProviderCall.class);

    private final ProviderBudgets budgets;
    private final ProviderAttempts attempts;
    private final LeasedJobUpdates jobs;
    private final JobQueues queues;
    private final JobWorkerMetrics metrics;
    private final WorkerProperties properties;
    private final Clock clock;

    RecordProviderCall(
            ProviderBudgets budgets,
            ProviderAttempts attempts,
            LeasedJobUpdates jobs,
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
     * Sees beforehand whether there is money for a call, so that no inputs travel for nothing.
     *
     * @return what to do instead of the call; empty if it can be paid for
     */
    Mono<JobRunStep> stepIfUnpayable(JobRun run) {
        return budgets.findExhaustedBudget(run.route(), run.isPaidByFreeQuota())
                .flatMap(budget -> stopForBudget(run, budget));
    }

    Mono<JobRunStep> handle(JobRun run, JobRunStep.RecordCallStep call) {
        return budgets.spendCallCost(run.route(), run.isPaidByFreeQuota())
                .flatMap(budget -> stopForBudget(run, budget))
                .switchIfEmpty(Mono.defer(() -> insertAttempt(run, call)));
    }

    /**
     * If only the free quota's money is spent, the free job ends: it has a quarter of an hour at the most, and the
     * others go on. A provider's queue is paused until the day ends, with what waits in it; a job that had been started
     * ends at its deadline, unless an operator resumes the queue before.
     */
    private Mono<JobRunStep> stopForBudget(JobRun run, String budget) {
        metrics.countCapReached(budget);
        return budgets.noteSpent(budget)
                .then(Mono.defer(
                        () -> budget.equals(ProviderBudgets.FREE_QUOTA) ? endFreeJob(run) : pauseQueue(run, budget)));
    }

    private static Mono<JobRunStep> endFreeJob(JobRun run) {
        log.error(
                "The daily spending cap of {} is reached; free job {} ends without a charge",
                ProviderBudgets.FREE_QUOTA,
                run.job().id());
        return Mono.just(new JobRunStep.FailJobStep(JobErrorCode.FREE_PICTURES_SPENT));
    }

    private Mono<JobRunStep> pauseQueue(JobRun run, String budget) {
        Instant tomorrow = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        log.error("The daily spending cap of {} is reached", budget);
        return queues.pauseQueue(run.lease().queue(), "SPENDING_CAP", tomorrow)
                .thenReturn(new JobRunStep.PutBackTaskStep(Duration.ZERO));
    }

    /** The row comes first, so that whoever takes over knows that there may be a task. */
    private Mono<JobRunStep> insertAttempt(JobRun run, JobRunStep.RecordCallStep call) {
        return attempts.insertAttempt(run.job().id(), run.lease().epoch(), run.route(), properties.maxAttempts())
                .<JobRunStep>map(attempt -> new JobRunStep.CallProviderStep(attempt, call.inputs()))
                .switchIfEmpty(Mono.defer(() -> giveBack(run).then(toStepWithoutCall(run))));
    }

    /** Cancelled, out of calls, or not ours any more: then whoever has it next makes the call. */
    private Mono<JobRunStep> toStepWithoutCall(JobRun run) {
        return jobs.findJob(run.lease())
                .flatMap(job -> job.cancelRequested() ? Mono.just(new JobRunStep.CancelJobStep()) : failIfUsedUp(run));
    }

    private Mono<JobRunStep> failIfUsedUp(JobRun run) {
        return attempts.listAttempts(run.job().id())
                .count()
                .map(made -> made < properties.maxAttempts()
                        ? new JobRunStep.PutBackTaskStep(Duration.ZERO)
                        : new JobRunStep.FailJobStep(JobErrorCode.PROVIDER_FAILED));
    }

    /** The provider did not take the call: it counts, and costs nothing. */
    Mono<Void> recordRejection(JobRun run, ProviderAttempt attempt, ProviderException reason) {
        return attempts.markEnded(attempt.id(), ProviderAttempt.ProviderAttemptState.REJECTED, reason.detailCode())
                .then(giveBack(run));
    }

    /** The call was not made after all: it does not count. */
    Mono<Void> undoCall(JobRun run, ProviderAttempt attempt) {
        return attempts.deleteUnmadeAttempt(attempt.id()).then(giveBack(run));
    }

    private Mono<Void> giveBack(JobRun run) {
        return budgets.giveBack(run.route(), run.isPaidByFreeQuota());
    }
}
