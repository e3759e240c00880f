package studio.atelier.chat.telegram;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fake of the Bot API as documented, as far as these tests need it. */
public final class FakeTelegram implements AutoCloseable {

    public static final String TOKEN = "42:TEST";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILES = "/file/bot" + TOKEN + "/";
    private static final String PREPARED =
            "{\"ok\":true,\"result\":{\"id\":\"prepared-1\",\"expiration_date\":1790000000}}";
    private static final String OK = "{\"ok\":true,\"result\":{\"message_id\":1}}";

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<Long, Queue<Answer>> ordered = new ConcurrentHashMap<>();
    private final Map<String, KeptFile> files = new ConcurrentHashMap<>();
    private final DisposableServer server;

    /** Starts the server. */
    public FakeTelegram() {
        server =
                HttpServer.create().host("127.0.0.1").port(0).handle(this::call).bindNow(Duration.ofSeconds(10));
    }

    /** A received call. */
    public record Call(String method, JsonNode body) {

        /** The user of the call: the one of the private chat, or who may send a prepared message. */
        public long chatId() {
            return body.path("chat_id").asLong(body.path("user_id").asLong(0));
        }

        public String text() {
            return body.path("text").asString("");
        }
    }

    private record Answer(int status, String body) {}

    /**
     * A file that was sent to the bot.
     *
     * @param path its path, relative to the base of file URLs
     * @param status the status of the response to a download; 0 for no response
     * @param declaredBytes the Content-Length; -1 for none
     */
    public record KeptFile(String path, int status, String contentType, long declaredBytes, Flux<byte[]> content) {

        public static KeptFile of(String path, String contentType, byte[] content) {
            return new KeptFile(path, 200, contentType, content.length, Flux.just(content));
        }
    }

    /** Stores a file for the bot to download. */
    public void keep(String fileId, KeptFile file) {
        files.put(fileId, file);
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** Sets the next response to a message for a chat. */
    public void answerNext(long chatId, int status, String body) {
        ordered.computeIfAbsent(chatId, chat -> new ConcurrentLinkedQueue<>()).add(new Answer(status, body));
    }

    public List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    public List<Call> messagesTo(long chatId) {
        return calls("sendMessage").stream()
                .filter(call -> call.chatId() == chatId)
                .toList();
    }

    private Mono<Void> call(HttpServerRequest request, HttpServerResponse response) {
        return request.uri().startsWith(FILES) ? sendFile(request, response) : callMethod(request, response);
    }

    private Mono<Void> sendFile(HttpServerRequest request, HttpServerResponse response) {
        KeptFile file = files.values().stream()
                .filter(kept -> request.uri().equals(FILES + kept.path()))
                .findFirst()
                .orElse(new KeptFile("", 404, "application/json", -1, Flux.empty()));
        if (file.status() == 0) {
            return Mono.never();
        }
        response.status(file.status()).header("Content-Type", file.contentType());
        if (file.declaredBytes() >= 0) {
            response.header("Content-Length", Long.toString(file.declaredBytes()));
        }
        return response.sendByteArray(file.content()).then();
    }

    private Mono<Void> callMethod(HttpServerRequest request, HttpServerResponse response) {
        String prefix = "/bot" + TOKEN + "/";
        if (!request.uri().startsWith(prefix)) {
            return response.status(404).send();
        }
        String method = request.uri().substring(prefix.length());
        return request.receive().aggregate().asString().defaultIfEmpty("{}").flatMap(body -> {
            Call call = new Call(method, JSON.readTree(body));
            calls.add(call);
            Answer answer = answer(call);
            return answer.status() == 0
                    ? Mono.never()
                    : response.status(answer.status())
                            .header("Content-Type", "application/json")
                            .sendString(Mono.just(answer.body()))
                            .then();
        });
    }

    private Answer answer(Call call) {
        Answer next = ordered.getOrDefault(call.chatId(), new ConcurrentLinkedQueue<>())
                .poll();
        if (next != null) {
            return next;
        }
        return switch (call.method()) {
            case "getFile" -> getFile(call.body().path("file_id").asString(""));
            case "savePreparedInlineMessage" -> new Answer(200, PREPARED);
            default -> new Answer(200, OK);
        };
    }

    private Answer getFile(String fileId) {
        KeptFile file = files.get(fileId);
        return file == null
                ? new Answer(
                        400,
                        "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: wrong file_id or the file is temporarily unavailable\"}")
                : new Answer(
                        200,
                        "{\"ok\":true,\"result\":{\"file_id\":\"%s\",\"file_path\":\"%s\"}}"
                                .formatted(fileId, file.path()));
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
