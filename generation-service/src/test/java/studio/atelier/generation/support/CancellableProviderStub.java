package studio.atelier.generation.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import studio.atelier.generation.picture.PictureFixtures;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stub of Replicate and of a WebUI after their contracts, whose images are never finished: a prediction runs until it
 * is cancelled, a generation until it is interrupted.
 */
public final class CancellableProviderStub implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PREDICTIONS = "/v1/predictions";

    private final HttpServer server;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> predictions = ConcurrentHashMap.newKeySet();
    private volatile String runningTask = "";
    private volatile CountDownLatch interrupted = new CountDownLatch(1);

    /** Every prediction that was cancelled. */
    public final List<String> cancelledPredictions = new CopyOnWriteArrayList<>();

    /** How often the WebUI was interrupted. */
    public final AtomicInteger interruptions = new AtomicInteger();

    /** The progress of the WebUI's running generation, from 0 to 1. */
    public volatile double progress;

    /** How often the WebUI was asked for its progress. */
    public final AtomicInteger progressLooks = new AtomicInteger();

    /** Whether cancellations fail. */
    public volatile boolean deaf;

    private CancellableProviderStub(HttpServer server) {
        this.server = server;
    }

    public static CancellableProviderStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            CancellableProviderStub stub = new CancellableProviderStub(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(PREDICTIONS, stub::handlePrediction);
            server.createContext("/sdapi/v1/img2img", stub::generate);
            server.createContext("/sdapi/v1/progress", stub::showProgress);
            server.createContext("/sdapi/v1/interrupt", stub::interrupt);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Forgets what happened. */
    public void reset() {
        cancelledPredictions.clear();
        interruptions.set(0);
        progress = 0;
        deaf = false;
    }

    /** The name of the WebUI's running generation; empty if none runs. */
    public String runningTask() {
        return runningTask;
    }

    /** Ends the WebUI's running generation, which is answered with its image. */
    public void finishGeneration() {
        interrupted.countDown();
    }

    private void handlePrediction(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath().substring(PREDICTIONS.length());
        if (path.isEmpty()) {
            String id = "p" + numbers.incrementAndGet();
            predictions.add(id);
            answer(exchange, 201, prediction(id, "starting"));
        } else if (path.endsWith("/cancel")) {
            cancelPrediction(exchange, path.substring(1, path.length() - "/cancel".length()));
        } else {
            String id = path.substring(1);
            answer(exchange, 200, prediction(id, predictions.contains(id) ? "processing" : "canceled"));
        }
    }

    private void cancelPrediction(HttpExchange exchange, String id) throws IOException {
        if (deaf) {
            answer(exchange, 404, "{\"detail\":\"not found\"}");
            return;
        }
        predictions.remove(id);
        cancelledPredictions.add(id);
        answer(exchange, 200, prediction(id, "canceled"));
    }

    private static String prediction(String id, String status) {
        return "{\"id\":\"%s\",\"output\":null,\"error\":null,\"status\":\"%s\"}".formatted(id, status);
    }

    private void generate(HttpExchange exchange) throws IOException {
        interrupted = new CountDownLatch(1);
        runningTask = JSON.readTree(exchange.getRequestBody().readAllBytes())
                .path("force_task_id")
                .asString();
        try {
            interrupted.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runningTask = "";
        String image = Base64.getEncoder().encodeToString(PictureFixtures.png(80, 80));
        answer(exchange, 200, "{\"images\":[\"" + image + "\"],\"parameters\":{},\"info\":\"{}\"}");
    }

    private void showProgress(HttpExchange exchange) throws IOException {
        progressLooks.incrementAndGet();
        String task = runningTask;
        answer(
                exchange,
                200,
                "{\"progress\":%s,\"state\":{\"job\":\"%s\"},\"current_image\":null}"
                        .formatted(task.isEmpty() ? 0 : progress, task));
    }

    private void interrupt(HttpExchange exchange) throws IOException {
        interruptions.incrementAndGet();
        interrupted.countDown();
        answer(exchange, 200, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        interrupted.countDown();
        server.stop(0);
    }
}
