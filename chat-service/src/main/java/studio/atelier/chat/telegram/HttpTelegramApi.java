package studio.atelier.chat.telegram;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;
import studio.atelier.platform.http.OutboundHttpClients;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Bot API over HTTP.
 *
 * <p>The client is built without the observations and logs of other clients: the bot's token is in every URL, and those
 * would carry it into traces and log lines.
 */
@Component
class HttpTelegramApi implements TelegramApi {

    private static final Logger log = LoggerFactory.getLogger(HttpTelegramApi.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final long MAX_REPEATS = 2;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration UNKNOWN_WAIT = Duration.ofSeconds(5);
    private static final int MAX_CALLS = 500;
    private static final int MAX_FILES = 32;
    private static final Pattern IMAGE_TYPE = Pattern.compile("image/[a-z0-9.+-]{1,60}");

    private final WebClient client;
    private final WebClient files;
    private final TelegramBotProperties properties;
    private final JsonMapper json;
    private final MeterRegistry meters;

    HttpTelegramApi(
            TelegramBotProperties properties, JsonMapper json, MeterRegistry meters, OutboundHttpClients outbound) {
        this.properties = properties;
        this.json = json;
        this.meters = meters;
        this.client = clientOn(outbound.createHttpClient("telegram", MAX_CALLS, CONNECT_TIMEOUT, properties.timeout()));
        this.files = clientOn(
                outbound.createHttpClient("telegram-files", MAX_FILES, CONNECT_TIMEOUT, properties.fileTimeout()));
    }

    private static WebClient clientOn(HttpClient transport) {
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(transport))
                .build();
    }

    @Override
    public Mono<Void> sendMessage(long chatId, OutgoingMessage message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chat_id", chatId);
        body.put("text", message.text());
        body.put("disable_notification", message.silent());
        putKeyboard(body, message.buttons());
        return callMethod("sendMessage", body).then();
    }

    @Override
    public Mono<PreparedShareMessage> preparePhoto(long telegramId, PhotoToShare photo) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("type", "photo");
        result.put("id", "picture");
        result.put("photo_url", photo.photoUrl());
        result.put("thumbnail_url", photo.thumbnailUrl());
        result.put("caption", photo.caption());
        putKeyboard(result, photo.buttons());
        Map<String, Object> body = Map.of(
                "user_id", telegramId,
                "result", result,
                "allow_user_chats", true,
                "allow_group_chats", true,
                "allow_channel_chats", true);
        return callMethod("savePreparedInlineMessage", body)
                .map(prepared -> new PreparedShareMessage(
                        prepared.path("id").asString(""),
                        Instant.ofEpochSecond(prepared.path("expiration_date").asLong(0))));
    }

    private static void putKeyboard(Map<String, Object> message, List<OutgoingMessage.MessageButton> buttons) {
        if (!buttons.isEmpty()) {
            List<List<Map<String, Object>>> rows = buttons.stream()
                    .map(button -> List.of(keyboardButton(button)))
                    .toList();
            message.put("reply_markup", Map.of("inline_keyboard", rows));
        }
    }

    private static Map<String, Object> keyboardButton(OutgoingMessage.MessageButton button) {
        return button.miniApp()
                ? Map.of("text", button.label(), "web_app", Map.of("url", button.url()))
                : Map.of("text", button.label(), "url", button.url());
    }

    @Override
    public Mono<Void> setWebhook(String url, String secret, List<String> allowedUpdates) {
        return callMethod("setWebhook", Map.of("url", url, "secret_token", secret, "allowed_updates", allowedUpdates))
                .retryWhen(whileUnavailable())
                .then();
    }

    @Override
    public Mono<TelegramWebhookInfo> webhookInfo() {
        return callMethod("getWebhookInfo", Map.of())
                .retryWhen(whileUnavailable())
                .map(info -> new TelegramWebhookInfo(
                        info.path("url").asString(""),
                        info.path("pending_update_count").asLong(0),
                        info.path("last_error_message").asString("")));
    }

    @Override
    public Mono<Void> setCommands(@Nullable String languageCode, List<TelegramBotCommand> commands) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "commands",
                commands.stream()
                        .map(command -> Map.of("command", command.name(), "description", command.description()))
                        .toList());
        if (languageCode != null) {
            body.put("language_code", languageCode);
        }
        return callMethod("setMyCommands", body).retryWhen(whileUnavailable()).then();
    }

    @Override
    public Mono<Void> setMenuButton(String label, String url) {
        Map<String, Object> button = Map.of("type", "web_app", "text", label, "web_app", Map.of("url", url));
        return callMethod("setChatMenuButton", Map.of("menu_button", button))
                .retryWhen(whileUnavailable())
                .then();
    }

    @Override
    public Mono<Void> readFile(String fileId, Function<TelegramFileDownload, Mono<Void>> read) {
        return callMethod("getFile", Map.of("file_id", fileId))
                .retryWhen(whileUnavailable())
                .map(file -> file.path("file_path").asString(""))
                .flatMap(path -> downloadFile(path, read));
    }

    private Mono<Void> downloadFile(String path, Function<TelegramFileDownload, Mono<Void>> read) {
        return Mono.defer(() -> requestFile(path, read, new AtomicBoolean()));
    }

    private Mono<Void> requestFile(String path, Function<TelegramFileDownload, Mono<Void>> read, AtomicBoolean begun) {
        return files.get()
                .uri(fileAddress(path))
                .exchangeToMono(response -> {
                    begun.set(true);
                    return readContent(path, response, read);
                })
                .timeout(untilOverdue(begun))
                .timeout(properties.fileTimeout())
                .onErrorMap(HttpTelegramApi::containsUrl, HttpTelegramApi::toUnavailable);
    }

    /** Encoded, since the end of a file's name may come from its sender. */
    private URI fileAddress(String path) {
        return URI.create(properties.apiUrl() + "/file/bot" + properties.botToken() + "/"
                + UriUtils.encodePath(path, StandardCharsets.UTF_8));
    }

    /** The response must begin within the usual timeout; reading it may take longer. */
    private Mono<Long> untilOverdue(AtomicBoolean begun) {
        return Mono.delay(properties.timeout()).flatMap(time -> begun.get() ? Mono.never() : Mono.just(time));
    }

    private static Mono<Void> readContent(
            String path, ClientResponse response, Function<TelegramFileDownload, Mono<Void>> read) {
        int status = response.statusCode().value();
        if (status != HttpStatus.OK.value()) {
            return Mono.error(fileFailure(status));
        }
        long sizeBytes = response.headers().contentLength().orElse(-1);
        if (sizeBytes > LARGEST_FILE_BYTES) {
            return Mono.error(fileTooLarge());
        }
        Flux<DataBuffer> content = withinLimit(response.bodyToFlux(DataBuffer.class))
                .onErrorMap(error -> !(error instanceof TelegramException), HttpTelegramApi::toUnavailable);
        return read.apply(new TelegramFileDownload(contentType(path, response), sizeBytes, content));
    }

    private static Flux<DataBuffer> withinLimit(Flux<DataBuffer> content) {
        return Flux.defer(() -> {
            AtomicLong readBytes = new AtomicLong();
            return content.doOnNext(buffer -> checkSize(buffer, readBytes));
        });
    }

    private static void checkSize(DataBuffer buffer, AtomicLong readBytes) {
        if (readBytes.addAndGet(buffer.readableByteCount()) > LARGEST_FILE_BYTES) {
            DataBufferUtils.release(buffer);
            throw fileTooLarge();
        }
    }

    /** The media type of the response header, else of the file's name; null unless it is an image type. */
    private static @Nullable String contentType(String path, ClientResponse response) {
        String declared = response.headers().asHttpHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        return declared != null && IMAGE_TYPE.matcher(declared).matches()
                ? declared
                : MediaTypeFactory.getMediaType(path)
                        .map(MediaType::toString)
                        .filter(guess -> IMAGE_TYPE.matcher(guess).matches())
                        .orElse(null);
    }

    private static TelegramException fileTooLarge() {
        return new TelegramException.Refused(HttpStatus.CONTENT_TOO_LARGE.value(), "file is too big");
    }

    private static TelegramException fileFailure(int status) {
        return switch (status) {
            case 400, 404, 410 -> new TelegramException.Refused(status, "no such file");
            default -> new TelegramException.Unavailable("error " + status + " for a file");
        };
    }

    /** HTTP client errors contain the URL; errors of the file's reader pass unchanged. */
    private static boolean containsUrl(Throwable error) {
        return error instanceof WebClientException || error instanceof TimeoutException;
    }

    private static Retry whileUnavailable() {
        return Retry.backoff(MAX_REPEATS, FIRST_BACKOFF)
                .jitter(0.5)
                .filter(TelegramException.Unavailable.class::isInstance)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private Mono<JsonNode> callMethod(String method, Map<String, Object> body) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return postRequest(method, body)
                    .doOnSuccess(done -> recordCall(method, "ok", begun))
                    .doOnError(error -> recordCall(method, error.getClass().getSimpleName(), begun));
        });
    }

    private Mono<JsonNode> postRequest(String method, Map<String, Object> body) {
        return client.post()
                .uri(URI.create(properties.apiUrl() + "/bot" + properties.botToken() + "/" + method))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json.writeValueAsString(body))
                .exchangeToMono(this::readResult)
                .timeout(properties.timeout().plusSeconds(1))
                .onErrorMap(error -> !(error instanceof TelegramException), HttpTelegramApi::toUnavailable);
    }

    /** Only the kind of error is passed on: messages and causes of the HTTP client contain the URL. */
    private static TelegramException toUnavailable(Throwable error) {
        return new TelegramException.Unavailable(error.getClass().getSimpleName());
    }

    private Mono<JsonNode> readResult(ClientResponse response) {
        int status = response.statusCode().value();
        return response.bodyToMono(String.class).defaultIfEmpty("").map(text -> {
            JsonNode reply = parseJson(text);
            if (reply.path("ok").asBoolean(false)) {
                return reply.path("result");
            }
            throw toException(reply.path("error_code").asInt(status), reply);
        });
    }

    private JsonNode parseJson(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }

    private static TelegramException toException(int errorCode, JsonNode reply) {
        return switch (errorCode) {
            case 429 ->
                new TelegramException.TooManyRequests(
                        reply.path("parameters").has("retry_after")
                                ? Duration.ofSeconds(reply.path("parameters")
                                        .path("retry_after")
                                        .asLong(UNKNOWN_WAIT.toSeconds()))
                                : UNKNOWN_WAIT);
            case 403 -> new TelegramException.Unreachable();
            // 401 and 404 mean that the token is not accepted, 409 that another client polls for updates: all are
            // temporary.
            case 401, 404, 409 -> new TelegramException.Unavailable("error " + errorCode);
            default ->
                errorCode >= 500 || errorCode < 400
                        ? new TelegramException.Unavailable("error " + errorCode)
                        : new TelegramException.Refused(
                                errorCode, reply.path("description").asString(""));
        };
    }

    private void recordCall(String method, String outcome, long begun) {
        log.info("Telegram call {}: {} in {} ms", method, outcome, (System.nanoTime() - begun) / 1_000_000);
        meters.counter("atelier.telegram.calls", "method", method, "outcome", outcome)
                .increment();
    }
}
