package studio.atelier.sandbox.telegram;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import tools.jackson.databind.JsonNode;

/** The chats of users with the bot; the last messages of the last chats are kept. */
@Component
public class Chats implements Resettable {

    private static final int MAX_CHATS = 2000;
    private static final int MAX_MESSAGES = 300;
    private static final Duration ACTION_LASTS = Duration.ofSeconds(5);
    private static final int BURST = 5;
    /** Ids keep rising after a restart, so that a bot's database never receives one twice. */
    private static final Instant IDS_BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock;
    private final AtomicLong nextMessageId;
    private final Map<Long, Chat> chats = BoundedMap.ofLastUsed(MAX_CHATS);

    Chats(Clock clock) {
        this.clock = clock;
        this.nextMessageId = new AtomicLong(risingBase(clock));
    }

    /** The first id, higher at each later start, for up to ten ids a second. */
    static long risingBase(Clock clock) {
        return Duration.between(IDS_BEGIN, clock.instant()).toSeconds() * 10;
    }

    public synchronized ChatMessage add(
            long chatId,
            boolean fromBot,
            String text,
            @Nullable String parseMode,
            ChatMessage.@Nullable ChatPhoto photo,
            @Nullable JsonNode replyMarkup) {
        return append(chatId, fromBot, text, parseMode, photo, replyMarkup, null, null);
    }

    /** Adds what a user sends beside text. */
    public synchronized ChatMessage addFromPerson(
            long chatId,
            String caption,
            ChatMessage.@Nullable ChatPhoto photo,
            @Nullable Attachment attachment,
            @Nullable String mediaGroupId) {
        return append(chatId, false, caption, null, photo, null, attachment, mediaGroupId);
    }

    /** Whether the bot may write to this user, who has written to it or has allowed it. */
    public synchronized boolean isOpenToBot(long chatId) {
        Chat chat = chats.get(chatId);
        return chat != null && chat.isOpenToBot;
    }

    public synchronized Optional<ChatMessage> find(long chatId, long messageId) {
        return Optional.ofNullable(chat(chatId).messages.get(messageId));
    }

    /** Replaces the message that has this message's id. */
    synchronized ChatMessage replace(long chatId, ChatMessage changed) {
        chat(chatId).messages.put(changed.id(), changed);
        return changed;
    }

    /** Returns false if there is no such message. */
    synchronized boolean remove(long chatId, long messageId) {
        return chat(chatId).messages.remove(messageId) != null;
    }

    synchronized void show(long chatId, String action) {
        Chat chat = chat(chatId);
        chat.action = action;
        chat.actionUntil = clock.instant().plus(ACTION_LASTS);
    }

    synchronized void setMenuButton(long chatId, JsonNode button) {
        chat(chatId).menuButton = button;
    }

    public synchronized Snapshot snapshot(long chatId) {
        Chat chat = chat(chatId);
        boolean acting = chat.action != null && clock.instant().isBefore(chat.actionUntil);
        return new Snapshot(acting ? chat.action : null, chat.menuButton, List.copyOf(chat.messages.values()));
    }

    public synchronized List<Long> ids() {
        return List.copyOf(chats.keySet());
    }

    /**
     * Takes one message from the chat's rate limit of one a second with a burst of five.
     *
     * @return seconds to wait, or 0 if the limit allows it
     */
    synchronized int secondsUntilRoom(long chatId) {
        Deque<Instant> sent = chat(chatId).sent;
        Instant now = clock.instant();
        while (!sent.isEmpty() && sent.peekFirst().isBefore(now.minusSeconds(BURST))) {
            sent.removeFirst();
        }
        if (sent.size() < BURST) {
            sent.addLast(now);
            return 0;
        }
        Instant free = Objects.requireNonNull(sent.peekFirst()).plusSeconds(BURST);
        return (int) Math.max(1, Duration.between(now, free).toSeconds() + 1);
    }

    @Override
    public synchronized void reset() {
        chats.clear();
    }

    private ChatMessage append(
            long chatId,
            boolean fromBot,
            String text,
            @Nullable String parseMode,
            ChatMessage.@Nullable ChatPhoto photo,
            @Nullable JsonNode markup,
            @Nullable Attachment attachment,
            @Nullable String mediaGroupId) {
        long id = nextMessageId.incrementAndGet();
        Instant now = clock.instant();
        ChatMessage message =
                new ChatMessage(id, fromBot, now, null, 0, text, parseMode, photo, markup, attachment, mediaGroupId);
        Chat chat = chat(chatId);
        chat.messages.put(message.id(), message);
        chat.action = null;
        chat.isOpenToBot |= !fromBot;
        return message;
    }

    private Chat chat(long chatId) {
        return chats.computeIfAbsent(chatId, id -> new Chat());
    }

    private static final class Chat {
        private final Map<Long, ChatMessage> messages = new BoundedMap<>(MAX_MESSAGES);
        private final Deque<Instant> sent = new ArrayDeque<>();
        private @Nullable String action;
        private Instant actionUntil = Instant.EPOCH;
        private @Nullable JsonNode menuButton;
        private boolean isOpenToBot;
    }

    /** A chat as it is now. */
    public record Snapshot(
            @Nullable String action, @Nullable JsonNode menuButton, List<ChatMessage> messages) {}
}
