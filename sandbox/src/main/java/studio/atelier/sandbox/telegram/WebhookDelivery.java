package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.fault.Faults;
import studio.atelier.sandbox.fault.TelegramFault;
import studio.atelier.sandbox.telegram.Updates.Update;
import studio.atelier.sandbox.telegram.Updates.Webhook;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends updates to the webhook, one at a time and in order. An update that is not answered with 2xx is sent again after
 * a wait that doubles up to a limit, and blocks later ones.
 */
@Component
class WebhookDelivery implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WebhookDelivery.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);
    private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";

    private final Updates updates;
    private final BotApi botApi;
    private final Faults faults;
    private final SandboxProperties.Telegram settings;
    private final JsonMapper json;
    private final Clock clock;
    private final WebClient http = WebClient.create();
    private final Disposable running;
    private int failuresInARow;

    WebhookDelivery(
            Updates updates, BotApi botApi, Faults faults, SandboxProperties properties, JsonMapper json, Clock clock) {
        this.updates = updates;
        this.botApi = botApi;
        this.faults = faults;
        this.settings = properties.telegram();
        this.json = json;
        this.clock = clock;
        this.running = updates.changes()
                .onBackpressureLatest()
                .concatMap(change -> deliverPending(), 1)
                .subscribe(nothing -> {}, error -> log.error("Webhook delivery has stopped", error));
    }

    @Override
    public void destroy() {
        running.dispose();
    }

    private Mono<Void> deliverPending() {
        return Mono.defer(() -> Mono.justOrEmpty(updates.toDeliver()).flatMap(this::deliver))
                .repeat(() -> updates.toDeliver().isPresent())
                .then();
    }

    /** Completes when the update was accepted, or when the next attempt is due. */
    private Mono<Void> deliver(Update update) {
        Webhook webhook = updates.webhook().orElse(null);
        if (webhook == null) {
            return Mono.empty();
        }
        TelegramFault fault = faults.draw(TelegramFault.Moment.UPDATE).orElse(null);
        return (fault == TelegramFault.UPDATE_FORGED ? forge(webhook, update) : Mono.<Void>empty())
                .then(Mono.defer(() -> post(webhook, update)))
                .delayUntil(answer -> fault == TelegramFault.UPDATE_TWICE ? post(webhook, update) : Mono.empty())
                .flatMap(answer -> taken(update, answer))
                .onErrorResume(error -> waitAfter(update, Failure.of(error)));
    }

    private Mono<ResponseEntity<String>> post(Webhook webhook, Update update) {
        return http.post()
                .uri(webhook.url())
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (webhook.secret() != null) {
                        headers.set(SECRET_HEADER, webhook.secret());
                    }
                })
                .bodyValue(update.asJson())
                .retrieve()
                .toEntity(String.class)
                .timeout(ANSWER_LIMIT);
    }

    private Mono<Void> forge(Webhook webhook, Update update) {
        Webhook forged = new Webhook(webhook.url(), "not-the-secret", 1);
        return post(forged, update)
                .doOnNext(answer -> log.warn("The webhook accepted update {} with a wrong secret", update.id()))
                .onErrorResume(refused -> Mono.empty())
                .then();
    }

    private Mono<Void> taken(Update update, ResponseEntity<String> answer) {
        updates.delivered(update);
        failuresInARow = 0;
        return callInAnswer(answer.getBody() == null ? "" : answer.getBody());
    }

    /** A response may itself contain a method call, whose result is discarded. */
    private Mono<Void> callInAnswer(String body) {
        try {
            if (!body.isBlank() && json.readTree(body) instanceof ObjectNode call && call.has("method")) {
                return botApi.call(call.get("method").asString(), BotParameters.of(call, json))
                        .onErrorResume(BotApiException.class, refused -> Mono.empty())
                        .then();
            }
        } catch (JacksonException notJson) {
            log.debug("The webhook's response is not JSON; it is ignored");
        }
        return Mono.empty();
    }

    private Mono<Void> waitAfter(Update update, Failure failure) {
        updates.failed(failure.text(), clock.instant());
        Duration wait = failure.retryAfter().isPositive() ? failure.retryAfter() : backoff();
        log.info("Update {} was not accepted ({}); next attempt in {}", update.id(), failure.text(), wait);
        Mono<Void> webhookChanged = updates.changes()
                .filter(change -> updates.state().lastError() == null)
                .next()
                .then();
        return Mono.firstWithSignal(Mono.delay(wait).then(), webhookChanged);
    }

    private Duration backoff() {
        long factor = 1L << Math.min(failuresInARow++, 16);
        Duration doubled = settings.firstBackoff().multipliedBy(factor);
        return doubled.compareTo(settings.maxBackoff()) < 0 ? doubled : settings.maxBackoff();
    }

    private record Failure(String text, Duration retryAfter) {

        static Failure of(Throwable error) {
            if (error instanceof WebClientResponseException answer) {
                return new Failure(
                        "Wrong response from the webhook: " + answer.getStatusCode(),
                        seconds(answer.getHeaders().getFirst("Retry-After")));
            }
            return new Failure(error.getClass().getSimpleName() + ": " + error.getMessage(), Duration.ZERO);
        }

        private static Duration seconds(@Nullable String retryAfter) {
            if (retryAfter == null || !retryAfter.matches("\\d{1,6}")) {
                return Duration.ZERO;
            }
            Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
            return asked.compareTo(MAX_RETRY_AFTER) < 0 ? asked : MAX_RETRY_AFTER;
        }
    }
}
