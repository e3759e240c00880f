package studio.atelier.generation.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.provider.ProviderAttempt.ProviderAttemptState;

/** Tells providers to stop work whose images nobody waits for any more, where a provider can be told. */
@Component
public class CancelProviderWork {

    private static final Logger log = LoggerFactory.getLogger(CancelProviderWork.class);

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ProviderAttempts attempts;
    private final ProviderRegistry providers;
    private final MeterRegistry meters;

    CancelProviderWork(ProviderAttempts attempts, ProviderRegistry providers, MeterRegistry meters) {
        this.attempts = attempts;
        this.providers = providers;
        this.meters = meters;
    }

    /** Whether the provider of this call stops its work when it is told to. */
    public boolean isCancellable(ProviderAttempt attempt) {
        return providers.isAvailable(attempt.provider())
                && providers.requireProvider(attempt.provider()).cancellableWork() != CancellableWork.NONE;
    }

    /**
     * Tells the providers of a job's open calls, to be called once the job has ended. Best effort: each provider has
     * five seconds, and a failure is only logged and counted, since the deadline of the provider ends its work too.
     * Repeatable, in any instance.
     *
     * @return never fails
     */
    public Mono<Void> handle(UUID jobId) {
        return attempts.listAttempts(jobId)
                .filter(attempt -> attempt.state().isOpen() && isCancellable(attempt))
                .concatMap(this::cancelAttempt)
                .then()
                .onErrorResume(e -> {
                    log.warn("Job {} has ended; its calls to providers could not be cancelled", jobId, e);
                    return Mono.empty();
                });
    }

    private Mono<Void> cancelAttempt(ProviderAttempt attempt) {
        return providers
                .requireProvider(attempt.provider())
                .cancelWork(attempt.id(), attempt.providerTaskId())
                .timeout(LIMIT)
                .doOnNext(cancelled -> noteAnswer(attempt, cancelled))
                .onErrorResume(e -> noteFailure(attempt, e))
                .filter(cancelled -> cancelled)
                .flatMap(cancelled -> attempts.markEnded(attempt.id(), ProviderAttemptState.FAILED, "cancelled"));
    }

    private void noteAnswer(ProviderAttempt attempt, boolean cancelled) {
        log.info(
                "Job {} attempt {}: {} {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                cancelled ? "is told to stop" : "is not at work on it");
        countCancellation(attempt.provider(), cancelled ? "cancelled" : "not_at_work");
    }

    private Mono<Boolean> noteFailure(ProviderAttempt attempt, Throwable error) {
        log.warn(
                "Job {} attempt {}: {} could not be told to stop, and its image is dropped: {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                error instanceof ProviderException known
                        ? known.detailCode()
                        : error.getClass().getSimpleName());
        countCancellation(attempt.provider(), "failed");
        return Mono.just(false);
    }

    private void countCancellation(String provider, String outcome) {
        meters.counter("atelier.provider.cancellations", "provider", provider, "outcome", outcome)
                .increment();
    }
}
