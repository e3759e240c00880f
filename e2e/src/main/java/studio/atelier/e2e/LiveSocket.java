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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person's WebSocket, as the app opens it, and everything that came over it. */
public final class LiveSocket implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile boolean ended;

    private LiveSocket(URI address, String ticket) {
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .subprotocols("atelier.v1", ticket)
                .buildAsync(address, new Listener())
                .join();
    }

    /**
     * Opens a person's WebSocket.
     *
     * @param lastEventId the last frame that came before, to go on after it
     * @throws IllegalStateException if the gateway does not let it in, or is not there
     */
    public static LiveSocket open(Stack stack, Person person, @Nullable String lastEventId) {
        Http.Answer ticket = person.post("/api/v1/realtime/tickets", Map.of());
        if (ticket.status() / 100 != 2) {
            throw new IllegalStateException("No ticket: " + ticket);
        }
        String query = lastEventId == null ? "" : "?lastEventId=" + lastEventId;
        URI gateway = stack.gateway();
        URI address = URI.create("ws://" + gateway.getAuthority() + "/api/v1/realtime" + query);
        try {
            return new LiveSocket(address, ticket.json().path("ticket").asString());
        } catch (CompletionException e) {
            String status = e.getCause() instanceof WebSocketHandshakeException refused
                    ? " with status " + refused.getResponse().statusCode()
                    : "";
            throw new IllegalStateException("The WebSocket was refused" + status, e);
        }
    }

    /** All frames so far, in the order they came. */
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
     * @throws IllegalStateException if none came within the limit
     */
    public void await(String what, Duration limit, Predicate<JsonNode> wished) {
        Await.until(what, limit, PACE, this::frames, all -> all.stream().anyMatch(wished));
    }

    /** Whether the other side has gone. */
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
                frames.add(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
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
