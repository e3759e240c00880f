package studio.atelier.chat.telegram;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Bot API over HTTP.
 *
 * <p>The client is built bare, without the observations and logs of other clients: the bot's token is in every address,
 * and those would carry it into traces and log lines.
 */
@Component
class HttpTelegramApi implements TelegramApi {

    private static final Logger log = LoggerFactory.getLogger(HttpTelegramApi.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 3000;
    private static final long MAX_REPEATS = 2;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration UNKNOWN_WAIT = Duration.ofSeconds(5);

    private final WebClient client;
    private final TelegramProperties properties;
    private final JsonMapper json;
    private final MeterRegistry meters;

    HttpTelegramApi(TelegramProperties properties, JsonMapper json, MeterRegistry meters) {
        this.properties = properties;
        this.json = json;
        this.meters = meters;
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(HttpClient.create()
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                        .responseTimeout(properties.timeout())))
                .build();
    }

    @Override
    public Mono<Void> sendMessage(long chatId, Message message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chat_id", chatId);
        body.put("text", message.text());
        body.put("disable_notification", message.silent());
        Message.Button button = message.button();
        if (button != null) {
            body.put("reply_markup", Map.of("inline_keyboard", List.of(List.of(keyboardButton(button)))));
        }
        return call("sendMessage", body).then();
    }

    private static Map<String, Object> keyboardButton(Message.Button button) {
        return button.miniApp()
                ? Map.of("text", button.label(), "web_app", Map.of("url", button.url()))
                : Map.of("text", button.label(), "url", button.url());
    }

    @Override
    public Mono<Void> setWebhook(String url, String secret, List<String> allowedUpdates) {
        return call("setWebhook", Map.of("url", url, "secret_token", secret, "allowed_updates", allowedUpdates))
                .retryWhen(whileUnavailable())
                .then();
    }

    @Override
    public Mono<WebhookInfo> webhookInfo() {
        return call("getWebhookInfo", Map.of())
                .retryWhen(whileUnavailable())
                .map(info -> new WebhookInfo(
                        info.path("url").asString(""),
                        info.path("pending_update_count").asLong(0),
                        info.path("last_error_message").asString("")));
    }

    private static Retry whileUnavailable() {
        return Retry.backoff(MAX_REPEATS, FIRST_BACKOFF)
                .jitter(0.5)
                .filter(TelegramException.Unavailable.class::isInstance)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private Mono<JsonNode> call(String method, Map<String, Object> body) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return ask(method, body)
                    .doOnSuccess(done -> note(method, "ok", begun))
                    .doOnError(error -> note(method, error.getClass().getSimpleName(), begun));
        });
    }

    private Mono<JsonNode> ask(String method, Map<String, Object> body) {
        return client.post()
                .uri(URI.create(properties.apiUrl() + "/bot" + properties.botToken() + "/" + method))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json.writeValueAsString(body))
                .exchangeToMono(this::result)
                .timeout(properties.timeout().plusSeconds(1))
                .onErrorMap(error -> !(error instanceof TelegramException), HttpTelegramApi::unavailable);
    }

    /** Only the kind of error goes on: texts and causes of the HTTP client name the address. */
    private static TelegramException unavailable(Throwable error) {
        return new TelegramException.Unavailable(error.getClass().getSimpleName());
    }

    private Mono<JsonNode> result(ClientResponse response) {
        int status = response.statusCode().value();
        return response.bodyToMono(String.class).defaultIfEmpty("").map(text -> {
            JsonNode answer = parse(text);
            if (answer.path("ok").asBoolean(false)) {
                return answer.path("result");
            }
            throw failure(answer.path("error_code").asInt(status), answer);
        });
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }

    private static TelegramException failure(int errorCode, JsonNode answer) {
        return switch (errorCode) {
            case 429 ->
                new TelegramException.TooManyRequests(
                        answer.path("parameters").has("retry_after")
                                ? Duration.ofSeconds(answer.path("parameters")
                                        .path("retry_after")
                                        .asLong(UNKNOWN_WAIT.toSeconds()))
                                : UNKNOWN_WAIT);
            case 403 -> new TelegramException.Unreachable();
            // 401 and 404 mean that the token is not accepted, 409 that another poller is about: all end by themselves.
            case 401, 404, 409 -> new TelegramException.Unavailable("error " + errorCode);
            default ->
                errorCode >= 500 || errorCode < 400
                        ? new TelegramException.Unavailable("error " + errorCode)
                        : new TelegramException.Refused(
                                errorCode, answer.path("description").asString(""));
        };
    }

    private void note(String method, String outcome, long begun) {
        log.info("Telegram {} {} in {} ms", method, outcome, (System.nanoTime() - begun) / 1_000_000);
        meters.counter("atelier.telegram.calls", "method", method, "outcome", outcome)
                .increment();
    }
}
