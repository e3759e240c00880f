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
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.JsonNode;

/**
 * kie's callbacks. One completes nothing: it is verified, recorded, and the worker that holds the job is woken to ask
 * kie itself.
 */
@Hidden
@RestController
class KieWebhook {

    static final String PATH = "/webhooks/kie";

    private static final Logger log = LoggerFactory.getLogger(KieWebhook.class);
    private static final Pattern TASK_ID = Pattern.compile("[\\w.:-]{1,200}");

    private final KieSignatures signatures;
    private final Attempts attempts;
    private final Signals signals;
    private final MeterRegistry meters;

    KieWebhook(KieSignatures signatures, Attempts attempts, Signals signals, MeterRegistry meters) {
        this.signatures = signatures;
        this.attempts = attempts;
        this.signals = signals;
        this.meters = meters;
    }

    /** Takes a callback: 204 if it is genuine, also when repeated; 401 if a signature is wrong. */
    @PostMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> receive(
            @RequestParam(name = "attempt", defaultValue = "") String attempt,
            @RequestHeader(name = "X-Webhook-Timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "X-Webhook-Signature", defaultValue = "") String signature,
            @RequestBody JsonNode body) {
        String taskId = taskId(body);
        UUID attemptId = signatures.attemptOf(attempt).orElse(null);
        if (attemptId == null || !signatures.signedByKie(taskId, timestamp, signature)) {
            log.warn("A callback that kie did not sign is refused");
            return count("refused").then(Mono.error(CommonProblemException.of(CommonProblem.UNAUTHENTICATED)));
        }
        return attempts.calledBack(attemptId, KieProvider.NAME, taskId, credits(body))
                .doOnNext(this::wake)
                .map(known -> "taken")
                .defaultIfEmpty("unknown")
                .flatMap(this::count);
    }

    private void wake(Attempt attempt) {
        log.info("Callback for job {} attempt {}", attempt.jobId(), attempt.number());
        signals.send(Signal.running(attempt.jobId()));
    }

    private Mono<Void> count(String outcome) {
        return Mono.fromRunnable(
                () -> meters.counter("atelier.provider.callbacks", "provider", KieProvider.NAME, "outcome", outcome)
                        .increment());
    }

    /** kie's documents show three places. */
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

    private static @Nullable Long credits(JsonNode body) {
        JsonNode credits = body.path("data").path("consumeCredits");
        return credits.isIntegralNumber() && credits.canConvertToLong() && credits.asLong() >= 0
                ? credits.asLong()
                : null;
    }
}
