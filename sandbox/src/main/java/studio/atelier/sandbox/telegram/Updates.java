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

/** Updates the bot has not taken yet, in order, and where they are to be sent. */
@Component
class Updates {

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
    long add(String kind, Map<String, Object> content) {
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

    /** The oldest update, if there is one and a webhook to send it to. */
    synchronized Optional<Update> toDeliver() {
        return webhook == null ? Optional.empty() : Optional.ofNullable(pending.peekFirst());
    }

    /** The webhook took the update. */
    synchronized void delivered(Update update) {
        pending.remove(update);
        lastError = null;
        lastErrorAt = null;
    }

    synchronized void failed(String error, Instant when) {
        lastError = error;
        lastErrorAt = when;
    }

    /** What {@code getUpdates} answers: a positive offset confirms, and so forgets, all before it. */
    synchronized List<Update> take(long offset, int limit) {
        if (webhook != null) {
            throw BotApiException.conflict("can't use getUpdates method while webhook is active; "
                    + "use deleteWebhook to delete the webhook first");
        }
        pending.removeIf(update -> update.id() < offset);
        return pending.stream().limit(limit).toList();
    }

    synchronized State state() {
        return new State(webhook, pending.size(), lastError, lastErrorAt);
    }

    synchronized void dropPending() {
        pending.clear();
    }

    private synchronized void announce() {
        changes.tryEmitNext(nextId.get());
    }

    /** Something that happened to the bot. */
    record Update(long id, String kind, Map<String, Object> content) {

        Map<String, Object> asJson() {
            return Map.of("update_id", id, kind, content);
        }
    }

    /** Where updates are sent. */
    record Webhook(String url, @Nullable String secret, int maxConnections) {}

    /** What {@code getWebhookInfo} tells. */
    record State(
            @Nullable Webhook webhook,
            int pending,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {}
}
