package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import studio.atelier.sandbox.Resettable;

/** Updates that the bot has not accepted yet, in order, and the webhook they are sent to. */
@Component
public class Updates implements Resettable {

    private static final int MAX_PENDING = 10_000;

    private final AtomicLong nextId;
    private final Deque<Update> pending = new ArrayDeque<>();
    private final Sinks.Many<Long> changes = Sinks.many().multicast().directBestEffort();
    private @Nullable Webhook webhook;
    private @Nullable String lastError;
    private @Nullable Instant lastErrorAt;

    Updates(Clock clock) {
        this.nextId = new AtomicLong(Chats.risingBase(clock));
    }

    /** Adds an update of this kind ({@code message}, {@code callback_query}) and returns its id. */
    public long add(String kind, Map<String, Object> content) {
        long id;
        synchronized (this) {
            id = nextId.incrementAndGet();
            pending.addLast(new Update(id, kind, content));
            if (pending.size() > MAX_PENDING) {
                pending.removeFirst();
            }
        }
        announce();
        return id;
    }

    void setWebhook(@Nullable Webhook replacement, boolean dropPending) {
        synchronized (this) {
            webhook = replacement;
            lastError = null;
            lastErrorAt = null;
            if (dropPending) {
                pending.clear();
            }
        }
        announce();
    }

    /** Emits after every update added and every change of the webhook. */
    Flux<Long> changes() {
        return changes.asFlux();
    }

    synchronized Optional<Webhook> webhook() {
        return Optional.ofNullable(webhook);
    }

    /** The oldest update, or empty if there is none or no webhook. */
    synchronized Optional<Update> toDeliver() {
        return webhook == null ? Optional.empty() : Optional.ofNullable(pending.peekFirst());
    }

    /** Removes an update that the webhook has accepted. */
    synchronized void delivered(Update update) {
        pending.remove(update);
        lastError = null;
        lastErrorAt = null;
    }

    synchronized void failed(String error, Instant when) {
        lastError = error;
        lastErrorAt = when;
    }

    /** The response to {@code getUpdates}: a positive offset confirms, and so removes, all updates before it. */
    synchronized List<Update> take(long offset, int limit) {
        if (webhook != null) {
            throw BotApiException.conflict("can't use getUpdates method while webhook is active; "
                    + "use deleteWebhook to delete the webhook first");
        }
        pending.removeIf(update -> update.id() < offset);
        return pending.stream().limit(limit).toList();
    }

    public synchronized State state() {
        return new State(webhook, pending.size(), lastError, lastErrorAt);
    }

    @Override
    public synchronized void reset() {
        pending.clear();
    }

    private synchronized void announce() {
        changes.tryEmitNext(nextId.get());
    }

    /** An update for the bot. */
    record Update(long id, String kind, Map<String, Object> content) {

        Map<String, Object> asJson() {
            return Map.of("update_id", id, kind, content);
        }
    }

    /** The webhook that updates are sent to. */
    public record Webhook(String url, @Nullable String secret, int maxConnections) {}

    /** The response to {@code getWebhookInfo}. */
    public record State(
            @Nullable Webhook webhook,
            int pending,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {}
}
