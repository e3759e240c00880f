package studio.atelier.generation.provider.replicate;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ReceiveProviderCallback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Replicate's webhooks. A delivery that is too large is refused before it arrives here, and its task is polled. */
@Hidden
@RestController
@ConditionalOnProperty("atelier.replicate.enabled")
class ReplicateWebhookController {

    static final String PATH = "/webhooks/replicate";

    private final ReplicateWebhookSignatures signatures;
    private final ReceiveProviderCallback receive;
    private final JsonMapper json;

    ReplicateWebhookController(
            ReplicateWebhookSignatures signatures, ReceiveProviderCallback receive, JsonMapper json) {
        this.signatures = signatures;
        this.receive = receive;
        this.json = json;
    }

    /** Receives a webhook: 204 if it is genuine, also when repeated; 401 if a signature is wrong. */
    @PostMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> receiveWebhook(
            @RequestParam(name = "attempt", defaultValue = "") String attempt,
            @RequestHeader(name = "webhook-id", defaultValue = "") String deliveryId,
            @RequestHeader(name = "webhook-timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "webhook-signature", defaultValue = "") String signature,
            @RequestBody byte[] body) {
        UUID attemptId = signatures.attemptOf(attempt).orElse(null);
        if (attemptId == null || !signatures.isSignedByReplicate(deliveryId, timestamp, signature, body)) {
            return receive.refuseCallback(ReplicateImageProvider.NAME);
        }
        // A body without an id names no task to look at.
        return findPredictionId(body)
                .map(id -> receive.handle(attemptId, ReplicateImageProvider.NAME, id, null))
                .orElseGet(Mono::empty);
    }

    private Optional<String> findPredictionId(byte[] body) {
        try {
            return ReplicatePredictions.idOf(json.readTree(body));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
