package studio.atelier.sandbox.telegram;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import tools.jackson.databind.json.JsonMapper;

/** The Bot API over HTTP; stands in for {@code https://api.telegram.org}. */
@RestController
class BotController {

    private final BotApi botApi;
    private final TelegramFiles files;
    private final BotCalls calls;
    private final SandboxProperties.Telegram settings;
    private final JsonMapper json;

    BotController(BotApi botApi, TelegramFiles files, BotCalls calls, SandboxProperties properties, JsonMapper json) {
        this.botApi = botApi;
        this.files = files;
        this.calls = calls;
        this.settings = properties.telegram();
        this.json = json;
    }

    @RequestMapping(
            path = "/telegram/bot{token}/{method}",
            method = {RequestMethod.GET, RequestMethod.POST})
    Mono<ResponseEntity<Map<String, Object>>> call(
            @PathVariable String token, @PathVariable String method, ServerWebExchange exchange) {
        if (!token.equals(settings.botToken())) {
            calls.add(method, null, 401, "wrong token");
            return Mono.just(refusal(BotApiException.unauthorized()));
        }
        return Mono.defer(() -> BotParameters.of(exchange, json))
                .flatMap(parameters -> botApi.call(method, parameters))
                .map(result -> ResponseEntity.ok(Map.<String, Object>of("ok", true, "result", result)))
                .onErrorResume(BotApiException.class, e -> Mono.just(refusal(e)));
    }

    @GetMapping("/telegram/file/bot{token}/{folder:photos|documents|stickers|voice}/{name}")
    ResponseEntity<Flux<DataBuffer>> download(@PathVariable String token, @PathVariable String name) {
        if (!token.equals(settings.botToken())) {
            return ResponseEntity.status(401).build();
        }
        return file(name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name);
    }

    /** The same files for the page, which has no bot token. */
    @GetMapping({"/sandbox/telegram/photos/{fileId}", "/sandbox/telegram/files/{fileId}"})
    ResponseEntity<Flux<DataBuffer>> file(@PathVariable String fileId) {
        return files.find(fileId)
                .map(file -> ResponseEntity.ok()
                        .header(HttpHeaders.CONTENT_TYPE, file.contentType())
                        .contentLength(file.sizeBytes())
                        .body(files.read(file)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static ResponseEntity<Map<String, Object>> refusal(BotApiException e) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", false);
        body.put("error_code", e.errorCode());
        body.put("description", e.description());
        Integer retryAfter = e.retryAfterSeconds();
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(e.errorCode());
        if (retryAfter != null) {
            body.put("parameters", Map.of("retry_after", retryAfter));
            answer.header(HttpHeaders.RETRY_AFTER, retryAfter.toString());
        }
        return answer.body(body);
    }
}
