package studio.atelier.generation.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.generation.picture.PictureFixtures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stub of kie.ai after its contract, without code shared with the client. Tests set its behaviour. */
public final class KieStub implements AutoCloseable {

    public static final String WEBHOOK_KEY = "test_hmac_key_of_some_length";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /** Every create request received. */
    public final List<JsonNode> creates = new CopyOnWriteArrayList<>();

    /** Every file received, as sent. */
    public final List<String> uploads = new CopyOnWriteArrayList<>();

    /** Responses to the next create requests, in place of the usual one. */
    public final Queue<Answer> nextCreates = new ConcurrentLinkedQueue<>();

    /** The outcome of tasks created from now on. */
    public volatile Supplier<Outcome> outcome = Outcome::success;

    /** Responses to the next status requests, in place of the true one. */
    public final Queue<Answer> nextLooks = new ConcurrentLinkedQueue<>();

    /** What is left on the account, in JSON. */
    public volatile String credits = "1000000";

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger creditLooks = new AtomicInteger();

    private KieStub(HttpServer server) {
        this.server = server;
    }

    public static KieStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            KieStub stub = new KieStub(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/api/file-stream-upload", stub::upload);
            server.createContext("/api/v1/jobs/createTask", stub::create);
            server.createContext("/api/v1/jobs/recordInfo", stub::look);
            server.createContext("/api/v1/chat/credit", stub::credit);
            server.createContext("/result/", stub::result);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Resets to a provider without faults. */
    public void reset() {
        creates.clear();
        uploads.clear();
        nextCreates.clear();
        nextLooks.clear();
        looks.set(0);
        creditLooks.set(0);
        credits = "1000000";
        outcome = Outcome::success;
    }

    public int looks() {
        return looks.get();
    }

    public int creditLooks() {
        return creditLooks.get();
    }

    /** The ids of all tasks created so far. */
    public List<String> taskIds() {
        return List.copyOf(tasks.keySet());
    }

    /** The task of the nth create request since the reset. */
    public Task taskOfCreate(int index) {
        String callback = creates.get(index).path("callBackUrl").asString();
        return tasks.values().stream()
                .filter(task -> callback.equals(task.callback))
                .findFirst()
                .orElseThrow();
    }

    /** Sets the task's outcome from now on. */
    public void settle(Task task, Outcome outcome) {
        task.outcome = outcome;
    }

    /** Sends a signed callback for the task, as kie.ai does. */
    public int callBack(Task task, URI service) {
        return callBack(task, service, WEBHOOK_KEY, Instant.now().getEpochSecond());
    }

    public int callBack(Task task, URI service, String key, long timestamp) {
        String query = URI.create(task.callback).getRawQuery();
        String body =
                "{\"code\":200,\"msg\":\"done\",\"data\":{\"taskId\":\"%s\",\"state\":\"success\",\"consumeCredits\":8}}"
                        .formatted(task.id);
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/webhooks/kie?" + query))
                .header("Content-Type", "application/json")
                .header("X-Webhook-Timestamp", Long.toString(timestamp))
                .header("X-Webhook-Signature", sign(key, task.id + "." + timestamp))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sign(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        int number = numbers.incrementAndGet();
        answer(
                exchange,
                new Answer(
                        200,
                        "{\"success\":true,\"code\":200,\"msg\":\"ok\",\"data\":{\"fileName\":\"f%1$d\",\"downloadUrl\":\"%2$s/up/%1$d\"}}"
                                .formatted(number, uri())));
    }

    private void create(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        creates.add(body);
        Answer special = nextCreates.poll();
        if (special != null && !special.afterCreating) {
            answer(exchange, special);
            return;
        }
        Task task = new Task(
                "t_" + numbers.incrementAndGet(), body.path("callBackUrl").asString(""), outcome.get());
        tasks.put(task.id, task);
        answer(
                exchange,
                special != null
                        ? special
                        : new Answer(
                                200,
                                "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"%s\",\"recordId\":\"r\"}}"
                                        .formatted(task.id)));
    }

    private void look(HttpExchange exchange) throws IOException {
        looks.incrementAndGet();
        Answer special = nextLooks.poll();
        if (special != null) {
            answer(exchange, special);
            return;
        }
        Task task = tasks.get(exchange.getRequestURI().getQuery().replace("taskId=", ""));
        if (task == null) {
            answer(exchange, new Answer(200, "{\"code\":422,\"msg\":\"recordInfo is null\"}"));
            return;
        }
        Outcome outcome = task.outcome;
        boolean running = outcome.state.equals("generating") || task.looks.incrementAndGet() <= outcome.looksBefore;
        String result = running || !outcome.state.equals("success")
                ? ""
                : "{\\\"resultUrls\\\":[\\\"" + (outcome.url == null ? uri() + "/result/" + task.id : outcome.url)
                        + "\\\"]}";
        answer(
                exchange,
                new Answer(
                        200,
                        "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"%s\",\"state\":\"%s\",\"param\":\"{}\",\"resultJson\":\"%s\",\"failCode\":\"%s\",\"failMsg\":\"\",\"costTime\":1,\"progress\":0}}"
                                .formatted(task.id, running ? "generating" : outcome.state, result, outcome.failCode)));
    }

    private void credit(HttpExchange exchange) throws IOException {
        creditLooks.incrementAndGet();
        answer(exchange, new Answer(200, "{\"code\":200,\"msg\":\"success\",\"data\":%s}".formatted(credits)));
    }

    private void result(HttpExchange exchange) throws IOException {
        Task task = tasks.get(exchange.getRequestURI().getPath().replace("/result/", ""));
        byte[] bytes = task == null ? new byte[0] : task.outcome.bytes;
        exchange.getResponseHeaders().set("Content-Type", task == null ? "text/plain" : task.outcome.contentType);
        exchange.sendResponseHeaders(task == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.hangUp && answer.body.isEmpty()) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status, answer.hangUp ? bytes.length + 1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A task at kie.ai. */
    public static final class Task {

        public final String id;
        public final String callback;
        private final AtomicInteger looks = new AtomicInteger();
        private volatile Outcome outcome;

        private Task(String id, String callback, Outcome outcome) {
            this.id = id;
            this.callback = callback;
            this.outcome = outcome;
        }
    }

    /** A queued response. */
    public record Answer(int status, String body, boolean hangUp, boolean afterCreating) {

        public Answer(int status, String body) {
            this(status, body, false, false);
        }

        public static Answer code(int code) {
            return new Answer(200, "{\"code\":%d,\"msg\":\"no\"}".formatted(code));
        }

        /** The task is created and the response is lost. */
        public static Answer lost() {
            return new Answer(0, "", true, true);
        }

        /** The task is created and the response breaks off. */
        public static Answer cutOff() {
            return new Answer(200, "{\"code\":200", true, true);
        }
    }

    /** The outcome of a task. */
    public record Outcome(
            String state, int looksBefore, String failCode, String url, byte[] bytes, String contentType) {

        public static Outcome success() {
            return new Outcome("success", 1, "", null, PictureFixtures.png(64, 48), "image/png");
        }

        public static Outcome never() {
            return new Outcome("generating", 0, "", null, new byte[0], "");
        }

        public static Outcome failure(String code) {
            return new Outcome("fail", 0, code, null, new byte[0], "");
        }

        public static Outcome bytes(byte[] bytes, String contentType) {
            return new Outcome("success", 0, "", null, bytes, contentType);
        }

        public static Outcome at(String url) {
            return new Outcome("success", 0, "", url, new byte[0], "");
        }
    }
}
