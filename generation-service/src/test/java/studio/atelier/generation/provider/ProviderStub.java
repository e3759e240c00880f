package studio.atelier.generation.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP server that records the requests to a provider and answers with what a test has queued. */
public final class ProviderStub implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Every request received. */
    public final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

    private final Queue<StubAnswer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    private ProviderStub(HttpServer server) {
        this.server = server;
    }

    public static ProviderStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ProviderStub stub = new ProviderStub(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", stub::respond);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://" + host());
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next requests, in this order; all further ones get a 418. */
    public void answerWith(StubAnswer... next) {
        answers.addAll(List.of(next));
    }

    public ReceivedRequest onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError("Received " + requests);
        }
        return requests.get(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        requests.add(new ReceivedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRequestBody().readAllBytes()));
        StubAnswer answer = answers.poll();
        send(exchange, answer == null ? StubAnswer.json(418, "{}") : answer);
    }

    private void send(HttpExchange exchange, StubAnswer answer) throws IOException {
        switch (answer.ending()) {
            case COMPLETE -> sendBytes(exchange, answer, answer.body().length);
            case CUT_OFF -> sendBytes(exchange, answer, answer.body().length + 100);
            case RESET -> exchange.close();
            case NEVER -> awaitClose(exchange);
        }
    }

    private static void sendBytes(HttpExchange exchange, StubAnswer answer, int announced) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), announced == 0 ? -1 : announced);
        exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    private void awaitClose(HttpExchange exchange) {
        try {
            closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    /** A request as received. */
    public record ReceivedRequest(String method, URI uri, Map<String, List<String>> headers, byte[] body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** The body as ISO-8859-1, so that bytes can be searched. */
        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /** How a response ends. */
    public enum AnswerEnding {
        COMPLETE,
        CUT_OFF,
        RESET,
        NEVER
    }

    /** A queued response. */
    public record StubAnswer(int status, Map<String, String> headers, byte[] body, AnswerEnding ending) {

        public static StubAnswer json(int status, String body) {
            return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }

        public static StubAnswer text(int status, String body) {
            return of(status, "text/plain", body.getBytes(StandardCharsets.UTF_8));
        }

        public static StubAnswer of(int status, String contentType, byte[] body) {
            return new StubAnswer(status, Map.of("Content-Type", contentType), body, AnswerEnding.COMPLETE);
        }

        public StubAnswer withHeader(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new StubAnswer(status, more, body, ending);
        }

        /** The response breaks off before its end. */
        public StubAnswer cutOff() {
            return new StubAnswer(status, headers, body, AnswerEnding.CUT_OFF);
        }

        /** The connection closes without a response. */
        public static StubAnswer reset() {
            return new StubAnswer(0, Map.of(), new byte[0], AnswerEnding.RESET);
        }

        /** No response arrives, and the connection stays open. */
        public static StubAnswer never() {
            return new StubAnswer(0, Map.of(), new byte[0], AnswerEnding.NEVER);
        }
    }
}
