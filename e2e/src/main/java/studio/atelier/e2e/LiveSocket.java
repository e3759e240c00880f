package studio.atelier.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user's WebSocket, opened as the app opens it, and all frames received on it. */
public final class LiveSocket implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final Consumer<JsonNode> onFrame;
    private final WebSocket socket;
    private volatile boolean ended;

    private LiveSocket(URI address, String ticket, Consumer<JsonNode> onFrame) {
        this.onFrame = onFrame;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .subprotocols("atelier.v1", ticket)
                .buildAsync(address, new Listener())
                .join();
    }

    /**
     * Opens a user's WebSocket.
     *
     * @param lastEventId the last frame received before; the new connection resumes after it
     * @throws IllegalStateException if the gateway refuses the connection or cannot be reached
     */
    public static LiveSocket open(Stack stack, Person user, @Nullable String lastEventId) {
        return open(stack, user, lastEventId, frame -> {});
    }

    /**
     * Opens a user's WebSocket.
     *
     * @param lastEventId the last frame received before; the new connection resumes after it
     * @param onFrame is called with each frame as it arrives, one at a time
     * @throws IllegalStateException if the gateway refuses the connection or cannot be reached
     */
    public static LiveSocket open(Stack stack, Person user, @Nullable String lastEventId, Consumer<JsonNode> onFrame) {
        Http.Answer ticket = user.post("/api/v1/realtime/tickets", Map.of());
        if (ticket.status() / 100 != 2) {
            throw new IllegalStateException("No ticket: " + ticket);
        }
        String query = lastEventId == null ? "" : "?lastEventId=" + lastEventId;
        URI gateway = stack.gateway();
        URI address = URI.create("ws://" + gateway.getAuthority() + "/api/v1/realtime" + query);
        try {
            return new LiveSocket(address, ticket.text("/ticket"), onFrame);
        } catch (CompletionException e) {
            String status = e.getCause() instanceof WebSocketHandshakeException refused
                    ? " with status " + refused.getResponse().statusCode()
                    : "";
            throw new IllegalStateException("The WebSocket was refused" + status, e);
        }
    }

    /** All frames received so far, in order. */
    public List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** The id of the last frame that had one. */
    public @Nullable String lastEventId() {
        return frames.reversed().stream()
                .map(frame -> frame.path("id").asString(""))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /**
     * Waits for a frame.
     *
     * @throws IllegalStateException if no such frame arrives within the limit
     */
    public void await(String what, Duration limit, Predicate<JsonNode> wished) {
        Await.until(what, limit, this::frames, all -> all.stream().anyMatch(wished));
    }

    /** Whether the server has closed the connection. */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode frame = JsonMapper.shared().readTree(text.toString());
                text.setLength(0);
                frames.add(frame);
                onFrame.accept(frame);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended = true;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended = true;
        }
    }
}
