package studio.atelier.generation.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.signal.GenerationSignals.ArmedSignalWait;
import studio.atelier.platform.work.ShieldedExecution;

/**
 * Notices that the image of a run is not wanted any more: its user cancelled the job, or the job was ended elsewhere,
 * at its deadline or with its user. Asks only for runs whose provider can be told to stop.
 */
@Component
class WatchForCancellation {

    private static final Logger log = LoggerFactory.getLogger(WatchForCancellation.class);

    /** Signals may be lost. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private final StoredJobQueries jobs;

    WatchForCancellation(StoredJobQueries jobs) {
        this.jobs = jobs;
    }

    /** Whether the image is not wanted any more; false if this cannot be learnt now. */
    Mono<Boolean> isUnwanted(JobRun run) {
        return run.provider().cancellableWork() == CancellableWork.NONE
                ? Mono.just(false)
                : jobs.findJob(run.job().id())
                        .map(WatchForCancellation::isUnwanted)
                        .defaultIfEmpty(true)
                        .onErrorResume(e -> {
                            log.warn(
                                    "Job {}: could not look whether it is cancelled; continues",
                                    run.job().id(),
                                    e);
                            return Mono.just(false);
                        });
    }

    private static boolean isUnwanted(Job job) {
        return job.cancelRequested() || job.status().isTerminal();
    }

    /** Emits once the image is not wanted any more. */
    Mono<Boolean> awaitUnwanted(JobRun run) {
        return Mono.defer(() -> lookOrWait(run)).repeatWhenEmpty(Integer.MAX_VALUE, again -> again);
    }

    private Mono<Boolean> lookOrWait(JobRun run) {
        ArmedSignalWait changed = run.waiter().armWait();
        return ShieldedExecution.fromCancellation(isUnwanted(run))
                .flatMap(unwanted -> unwanted
                        ? Mono.just(true)
                        : changed.atMost(BETWEEN_LOOKS).then(Mono.empty()));
    }
}
