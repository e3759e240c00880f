package studio.atelier.generation.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Receives the callbacks of all providers. A callback completes nothing: it is recorded, and the worker that holds the
 * job is woken to query the provider itself.
 */
@Component
public class ReceiveProviderCallback {

    private static final Logger log = LoggerFactory.getLogger(ReceiveProviderCallback.class);

    private final ProviderAttempts attempts;
    private final GenerationSignals signals;
    private final MeterRegistry meters;

    ReceiveProviderCallback(ProviderAttempts attempts, GenerationSignals signals, MeterRegistry meters) {
        this.attempts = attempts;
        this.signals = signals;
        this.meters = meters;
    }

    /**
     * Records a verified callback; may be repeated.
     *
     * @param providerTaskId the provider's task that it is about
     * @param reportedCredits what the task cost, if the provider reports it
     */
    public Mono<Void> handle(UUID attemptId, String provider, String providerTaskId, @Nullable Long reportedCredits) {
        return attempts.recordCallback(attemptId, provider, providerTaskId, reportedCredits)
                .doOnNext(this::wakeWorker)
                .map(known -> "taken")
                .defaultIfEmpty("unknown")
                .flatMap(outcome -> countCallback(provider, outcome));
    }

    /** Counts and logs a callback with a wrong signature; always fails with 401. */
    public Mono<Void> refuseCallback(String provider) {
        return Mono.fromRunnable(() -> log.warn("A callback that {} did not sign is refused", provider))
                .then(countCallback(provider, "refused"))
                .then(Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED)));
    }

    private void wakeWorker(ProviderAttempt attempt) {
        log.info("Callback for job {} attempt {}", attempt.jobId(), attempt.number());
        signals.sendSignal(GenerationSignal.runningJobChanged(attempt.jobId()));
    }

    private Mono<Void> countCallback(String provider, String outcome) {
        return Mono.fromRunnable(
                () -> meters.counter("atelier.provider.callbacks", "provider", provider, "outcome", outcome)
                        .increment());
    }
}
