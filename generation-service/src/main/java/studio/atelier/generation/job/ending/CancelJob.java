package studio.atelier.generation.job.ending;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.provider.CancelProviderWork;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.web.CommonProblemException;

/** Stops a job where that is still possible. */
@Component
public class CancelJob {

    private final StoredJobQueries rows;
    private final JobTransitions transitions;
    private final ProviderAttempts attempts;
    private final CancelProviderWork cancelWork;
    private final GenerationSignals signals;

    CancelJob(
            StoredJobQueries rows,
            JobTransitions transitions,
            ProviderAttempts attempts,
            CancelProviderWork cancelWork,
            GenerationSignals signals) {
        this.rows = rows;
        this.transitions = transitions;
        this.attempts = attempts;
        this.cancelWork = cancelWork;
        this.signals = signals;
    }

    /** Tries to stop the job and returns the outcome. Repeatable. Fails with NOT_FOUND if it is not the user's. */
    public Mono<JobCancellation> handle(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .then(Mono.defer(() -> cancelWaiting(jobId)))
                .map(job -> new JobCancellation(JobCancellationOutcome.CANCELLED, job))
                .switchIfEmpty(Mono.defer(() -> cancelRunning(jobId)));
    }

    private Mono<Job> cancelWaiting(UUID jobId) {
        return transitions
                .endJob(JobEnding.cancelledWhileWaiting(jobId))
                .doOnNext(job -> signals.sendSignal(GenerationSignal.holdAnswered(jobId)));
    }

    private Mono<JobCancellation> cancelRunning(UUID jobId) {
        return transitions
                .requestCancellation(jobId)
                .doOnNext(job -> signals.sendSignal(GenerationSignal.runningJobChanged(jobId)))
                .then(rows.findJob(jobId))
                .flatMap(this::toCancellation);
    }

    private Mono<JobCancellation> toCancellation(Job job) {
        return switch (job.status()) {
            case CANCELLED -> Mono.just(new JobCancellation(JobCancellationOutcome.CANCELLED, job));
            case PROCESSING, PENDING ->
                isBeyondCancellation(job)
                        .map(beyond -> new JobCancellation(
                                beyond ? JobCancellationOutcome.TOO_LATE : JobCancellationOutcome.CANCELLING, job));
            case COMPLETED, FAILED, UNKNOWN ->
                Mono.just(new JobCancellation(JobCancellationOutcome.ALREADY_FINISHED, job));
        };
    }

    /** Most providers cannot cancel: an open call is paid for, and its image will come. */
    private Mono<Boolean> isBeyondCancellation(Job job) {
        return attempts.listAttempts(job.id())
                .filter(attempt -> attempt.state().isOpen())
                .collectList()
                .map(open -> !open.stream().allMatch(cancelWork::isCancellable));
    }

    /** The outcome of a cancellation. */
    public enum JobCancellationOutcome {
        /** It never ran or is stopped; nothing is charged. */
        CANCELLED,
        /** It is being stopped; an event reports how it ends. */
        CANCELLING,
        /** The provider works on it and cannot be stopped; the job continues. */
        TOO_LATE,
        ALREADY_FINISHED
    }

    /** The outcome, and the job as it stands. */
    public record JobCancellation(JobCancellationOutcome outcome, Job job) {}
}
