package studio.atelier.generation.provider.kie;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ReceiveProviderCallback;
import tools.jackson.databind.JsonNode;

/** kie's callbacks. */
@Hidden
@RestController
class KieWebhookController {

    static final String PATH = "/webhooks/kie";

    private static final Pattern TASK_ID = Pattern.compile("[\\w.:-]{1,200}");

    private final KieCallbackSignatures signatures;
    private final ReceiveProviderCallback receive;

    KieWebhookController(KieCallbackSignatures signatures, ReceiveProviderCallback receive) {
        this.signatures = signatures;
        this.receive = receive;
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
            return receive.refuseCallback(KieImageProvider.NAME);
        }
        return receive.handle(attemptId, KieImageProvider.NAME, taskId, readCredits(body));
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
