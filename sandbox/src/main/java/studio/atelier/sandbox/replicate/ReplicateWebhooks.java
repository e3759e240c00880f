package studio.atelier.sandbox.replicate;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.ProviderFault;
import studio.atelier.sandbox.replicate.Prediction.WebhookCall;
import studio.atelier.sandbox.replicate.Prediction.WebhookEvent;
import tools.jackson.databind.json.JsonMapper;

/** Calls the webhooks of predictions: up to four attempts of 15 seconds each, with the same id. */
@Component
class ReplicateWebhooks {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final int RETRIES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    private final Predictions predictions;
    private final JsonMapper json;
    private final Clock clock;
    private final String secret;
    private final WebClient http = WebClient.create();

    ReplicateWebhooks(Predictions predictions, JsonMapper json, Clock clock, SandboxProperties properties) {
        this.predictions = predictions;
        this.json = json;
        this.clock = clock;
        this.secret = ReplicateSignature.secretOf(properties.replicate());
    }

    String secret() {
        return secret;
    }

    /** Tells the webhook of an event, with the faults drawn for the prediction; the body shows it as it is now. */
    Mono<Void> send(Prediction prediction, WebhookEvent event) {
        if (prediction.webhook() == null
                || !prediction.events().contains(event)
                || prediction.has(ProviderFault.CALLBACK_LOST)) {
            return Mono.empty();
        }
        boolean forged = prediction.has(ProviderFault.CALLBACK_FORGED) && event == WebhookEvent.COMPLETED;
        boolean twice = prediction.has(ProviderFault.CALLBACK_TWICE);
        Delivery delivery = new Delivery(prediction, event, newWebhookId(), body(predictions.show(prediction)));
        return (forged ? forge(prediction) : Mono.<Void>empty())
                .then(attempt(delivery, 0))
                .then(twice ? attempt(delivery, 0) : Mono.<Void>empty());
    }

    /** A call with a wrong signature that reports success and an image that does not exist. */
    private Mono<Void> forge(Prediction prediction) {
        Map<String, @Nullable Object> claimed = new LinkedHashMap<>(predictions.show(prediction));
        claimed.put("status", "succeeded");
        claimed.put("output", List.of("https://replicate.delivery/forged/out-0.png"));
        Delivery delivery = new Delivery(prediction, WebhookEvent.COMPLETED, newWebhookId(), body(claimed));
        return post(delivery, "forged", ReplicateSignature.secretFor("forged")).then();
    }

    private Mono<Void> attempt(Delivery delivery, int number) {
        return post(delivery, number == 0 ? "sent" : "repeated", secret)
                .flatMap(status -> status / 100 == 2 || number == RETRIES
                        ? Mono.empty()
                        : Mono.delay(FIRST_BACKOFF.multipliedBy(1L << number)).then(attempt(delivery, number + 1)));
    }

    /** Posts and records one attempt; returns the response status, 0 if there is no response. */
    private Mono<Integer> post(Delivery delivery, String kind, String key) {
        return Mono.defer(() -> {
            String timestamp = Long.toString(clock.instant().getEpochSecond());
            return http.post()
                    .uri(URI.create(String.valueOf(delivery.prediction().webhook())))
                    .contentType(MediaType.APPLICATION_JSON)
                    .header("webhook-id", delivery.webhookId())
                    .header("webhook-timestamp", timestamp)
                    .header(
                            "webhook-signature",
                            ReplicateSignature.sign(key, delivery.webhookId(), timestamp, delivery.body()))
                    .bodyValue(delivery.body())
                    .exchangeToMono(answer ->
                            answer.releaseBody().thenReturn(answer.statusCode().value()))
                    .timeout(ANSWER_LIMIT)
                    .onErrorReturn(0)
                    .doOnNext(status -> record(delivery, kind, status));
        });
    }

    private void record(Delivery delivery, String kind, int status) {
        WebhookCall call =
                new WebhookCall(clock.instant(), delivery.event().wire(), delivery.webhookId(), kind, status);
        predictions.change(delivery.prediction().id(), present -> present.called(call));
    }

    private byte[] body(Map<String, @Nullable Object> shown) {
        return json.writeValueAsBytes(shown);
    }

    private static String newWebhookId() {
        return "msg_" + UUID.randomUUID().toString().replace("-", "");
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    private record Delivery(Prediction prediction, WebhookEvent event, String webhookId, byte[] body) {}
}
