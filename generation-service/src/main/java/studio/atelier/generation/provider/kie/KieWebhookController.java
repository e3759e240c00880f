package studio.atelier.generation.provider.kie;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.JsonNode;

/**
 * kie's callbacks. A callback completes nothing: it is verified and recorded, and the worker that holds the job is
 * woken to query kie itself.
 */
@Hidden
@RestController
class KieWebhookController {

    static final String PATH = "/webhooks/kie";

    private static final Logger log = LoggerFactory.getLogger(KieWebhookController.class);
    private static final Pattern TASK_ID = Pattern.compile("[\\w.:-]{1,200}");

    private final KieCallbackSignatures signatures;
    private final ProviderAttempts attempts;
    private final GenerationSignals signals;
    private final MeterRegistry meters;

    KieWebhookController(
            KieCallbackSignatures signatures,
            ProviderAttempts attempts,
            GenerationSignals signals,
            MeterRegistry meters) {
        this.signatures = signatures;
        this.attempts = attempts;
        this.signals = signals;
        this.meters = meters;
    }

    /** Receives a callback: 204 if it is genuine, also when repeated; 401 if a signature is wrong. */
    @PostMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> receiveCallback(
            @RequestParam(name = "attempt", defaultValue = "") String attempt,
            @RequestHeader(name = "X-Webhook-Timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "X-Webhook-Signature", defaultValue = "") String signature,
            @RequestBody JsonNode body) {
        String taskId = taskId(body);
        UUID attemptId = signatures.attemptOf(attempt).orElse(null);
        if (attemptId == null || !signatures.isSignedByKie(taskId, timestamp, signature)) {
            log.warn("A callback that kie did not sign is refused");
            return countCallback("refused")
                    .then(Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED)));
        }
        return attempts.recordCallback(attemptId, KieImageProvider.NAME, taskId, readCredits(body))
                .doOnNext(this::wakeWorker)
                .map(known -> "taken")
                .defaultIfEmpty("unknown")
                .flatMap(this::countCallback);
    }

    private void wakeWorker(ProviderAttempt attempt) {
        log.info("Callback for job {} attempt {}", attempt.jobId(), attempt.number());
        signals.sendSignal(GenerationSignal.runningJobChanged(attempt.jobId()));
    }

    private Mono<Void> countCallback(String outcome) {
        return Mono.fromRunnable(() -> meters.counter(
                        "atelier.provider.callbacks", "provider", KieImageProvider.NAME, "outcome", outcome)
                .increment());
    }

    /** kie's documentation shows three places for it. */
    private static String taskId(JsonNode body) {
        String id = body.path("taskId").asString("");
        if (id.isEmpty()) {
            id = body.path("data").path("taskId").asString("");
        }
        if (id.isEmpty()) {
            id = body.path("data").path("task_id").asString("");
        }
        return TASK_ID.matcher(id).matches() ? id : "";
    }

    private static @Nullable Long readCredits(JsonNode body) {
        JsonNode credits = body.path("data").path("consumeCredits");
        return credits.isIntegralNumber() && credits.canConvertToLong() && credits.asLong() >= 0
                ? credits.asLong()
                : null;
    }
}
