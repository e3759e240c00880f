package studio.atelier.generation.job;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.Providers;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblemException;

/** Stops a job where that is still possible. */
@Component
class CancelJob {

    private final JobRows rows;
    private final JobChanges changes;
    private final JobSteps steps;
    private final Attempts attempts;
    private final Providers providers;
    private final Signals signals;
    private final Transactions transactions;

    CancelJob(
            JobRows rows,
            JobChanges changes,
            JobSteps steps,
            Attempts attempts,
            Providers providers,
            Signals signals,
            Transactions transactions) {
        this.rows = rows;
        this.changes = changes;
        this.steps = steps;
        this.attempts = attempts;
        this.providers = providers;
        this.signals = signals;
        this.transactions = transactions;
    }

    /** Tries to stop the job, and says what came of it. Repeatable. Fails with NOT_FOUND if it is not the user's. */
    Mono<Cancelled> handle(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .then(transactions.run(cancelWaiting(jobId)))
                .map(job -> new Cancelled(Outcome.CANCELLED, job))
                .switchIfEmpty(Mono.defer(() -> cancelRunning(jobId)));
    }

    private Mono<Job> cancelWaiting(UUID jobId) {
        return changes.endedWhileWaiting(jobId, Ending.cancelled())
                .delayUntil(steps::end)
                .delayUntil(job -> signals.afterCommit(Signal.answered(jobId)));
    }

    private Mono<Cancelled> cancelRunning(UUID jobId) {
        return changes.cancelRequested(jobId)
                .doOnNext(job -> signals.send(Signal.running(jobId)))
                .then(rows.find(jobId))
                .flatMap(this::outcome);
    }

    private Mono<Cancelled> outcome(Job job) {
        return switch (job.status()) {
            case CANCELLED -> Mono.just(new Cancelled(Outcome.CANCELLED, job));
            case PROCESSING, PENDING ->
                stoppable(job).map(stoppable -> new Cancelled(stoppable ? Outcome.CANCELLING : Outcome.TOO_LATE, job));
            case COMPLETED, FAILED, UNKNOWN -> Mono.just(new Cancelled(Outcome.ALREADY_FINISHED, job));
        };
    }

    /** A call to a provider that cannot cancel is paid for: its picture comes. */
    private Mono<Boolean> stoppable(Job job) {
        return attempts.of(job.id())
                .filter(attempt -> attempt.state().open() && !providers.cancels(attempt.provider()))
                .collectList()
                .map(List::isEmpty);
    }

    /** What came of it. */
    enum Outcome {
        /** It never ran, or is stopped: nothing is charged. */
        CANCELLED,
        /** It is being stopped; how it ends will be told. */
        CANCELLING,
        /** The provider is at it and cannot be stopped; the job runs on. */
        TOO_LATE,
        ALREADY_FINISHED
    }

    /** The outcome, and the job as it stands. */
    record Cancelled(Outcome outcome, Job job) {}
}
