package studio.atelier.generation.run;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.ProgressEstimate;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.platform.work.ShieldedExecution;

/** Records and shows how far a job is, where its provider says so. Never delays or fails the job. */
@Component
class ReportProviderProgress {

    private static final Logger log = LoggerFactory.getLogger(ReportProviderProgress.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** The image is still to be stored. */
    private static final int MOST = 99;

    private final JobTransitions transitions;
    private final Clock clock;

    ReportProviderProgress(JobTransitions transitions, Clock clock) {
        this.transitions = transitions;
        this.clock = clock;
    }

    /**
     * Looks every two seconds how far a call is that waits for its image. Never ends: to be cancelled with the call.
     */
    <T> Mono<T> followCall(JobRun run, ProviderAttempt attempt) {
        AtomicBoolean failed = new AtomicBoolean();
        return Mono.delay(BETWEEN_LOOKS)
                .then(Mono.defer(() -> run.provider().findPercent(attempt.id())))
                .flatMap(percent -> handle(run, percent))
                .onErrorResume(e -> {
                    if (failed.compareAndSet(false, true)) {
                        log.warn(
                                "Job {} attempt {}: {} does not say how far it is: {}",
                                attempt.jobId(),
                                attempt.number(),
                                attempt.provider(),
                                e.getMessage());
                    }
                    return Mono.empty();
                })
                .repeat()
                .then(Mono.never());
    }

    /** Records the per cent, and shows it if it is more than was shown. */
    Mono<Void> handle(JobRun run, int percent) {
        return ShieldedExecution.fromCancellation(transitions.reportProgress(
                        run.lease(),
                        Math.clamp(percent, 0, MOST),
                        ProgressEstimate.estimatePercent(run.job(), clock.instant())))
                .doOnNext(run.progressed())
                .onErrorResume(e -> {
                    log.warn(
                            "Job {}: its progress could not be recorded; the next report will",
                            run.job().id(),
                            e);
                    return Mono.empty();
                })
                .then();
    }
}
