package studio.atelier.sandbox.telegram;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.telegram.ChatMessage.ChatPhoto;
import tools.jackson.databind.JsonNode;

/**
 * Messages that the bot prepared for users to share, and shared ones. Like Telegram, it fetches the addresses of a
 * prepared message only when the message is sent.
 */
@Component
public class PreparedMessages implements Resettable {

    /** Telegram does not document this lifetime. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final int KEPT = 1000;
    private static final int MAX_RESULT_ID_BYTES = 64;

    private final People people;
    private final Photos photos;
    private final Clock clock;
    private final AtomicLong nextId = new AtomicLong();
    private final Map<String, PreparedMessage> prepared = new BoundedMap<>(KEPT);
    private final Deque<SharedMessage> shared = new ArrayDeque<>();

    PreparedMessages(People people, Photos photos, Clock clock) {
        this.people = people;
        this.photos = photos;
        this.clock = clock;
    }

    /** Handles {@code savePreparedInlineMessage} for results that are photos. */
    synchronized Map<String, Object> save(BotParameters parameters) {
        long person = parameters.number("user_id").orElse(0);
        if (person <= 0) {
            throw BotApiException.badRequest("invalid user_id specified");
        }
        JsonNode result = checkedResult(parameters);
        boolean goesAnywhere = Stream.of(
                        "allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
                .anyMatch(parameters::flag);
        if (!goesAnywhere) {
            throw BotApiException.badRequest("at least one chat type must be allowed");
        }
        PreparedMessage message = new PreparedMessage(
                UUID.randomUUID().toString().replace("-", "").substring(0, 16),
                person,
                clock.instant().plus(LIFETIME),
                parameters.flag("allow_user_chats"),
                result.path("photo_url").asString(),
                result.path("thumbnail_url").asString(),
                result.path("caption").asString(""),
                result.get("reply_markup"));
        prepared.put(message.id(), message);
        return Map.of("id", message.id(), "expiration_date", message.expiresAt().getEpochSecond());
    }

    private static JsonNode checkedResult(BotParameters parameters) {
        JsonNode result = parameters.object("result");
        if (result == null || result.isMissingNode()) {
            throw BotApiException.badRequest("result isn't specified");
        }
        if (!result.isObject()) {
            throw BotApiException.badRequest("inline query result must be an object");
        }
        String type = requiredField(result, "type");
        if (!type.equals("photo")) {
            throw BotApiException.badRequest("type \"" + type + "\" is unsupported for the inline query result");
        }
        if (requiredField(result, "id").getBytes(StandardCharsets.UTF_8).length > MAX_RESULT_ID_BYTES) {
            throw BotApiException.badRequest("RESULT_ID_INVALID");
        }
        checkAddress(result, "photo_url", "PHOTO_CONTENT_URL_EMPTY");
        checkAddress(result, "thumbnail_url", "PHOTO_THUMB_URL_EMPTY");
        BotApi.checkedCaption(result.path("caption").asString(""));
        Keyboards.checkInline(result.get("reply_markup"));
        return result;
    }

    private static String requiredField(JsonNode result, String name) {
        String value = result.path(name).asString("");
        if (value.isEmpty()) {
            throw BotApiException.badRequest("can't find field \"" + name + "\"");
        }
        return value;
    }

    private static void checkAddress(JsonNode result, String name, String complaintWhenEmpty) {
        String address = result.path(name).asString("");
        if (address.isEmpty()) {
            throw BotApiException.badRequest(complaintWhenEmpty);
        }
        if (!isWebAddress(address)) {
            throw BotApiException.badRequest("WEBDOCUMENT_URL_INVALID");
        }
    }

    private static boolean isWebAddress(String address) {
        try {
            URI uri = URI.create(address);
            return List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** A message that this user may still send; empty if it belongs to another user or has expired. */
    public synchronized Optional<PreparedMessage> find(long person, String id) {
        return Optional.ofNullable(prepared.get(id))
                .filter(message -> message.person() == person && clock.instant().isBefore(message.expiresAt()));
    }

    /** The sender's preview of a message before choosing a chat; without its photo if Telegram cannot fetch that. */
    public Mono<Preview> preview(PreparedMessage message) {
        return photos.fetchJpeg(message.thumbnailUrl())
                .map(thumbnail -> new Preview(message.caption(), message.replyMarkup(), thumbnail))
                .onErrorReturn(BotApiException.class, new Preview(message.caption(), message.replyMarkup(), null));
    }

    /** Sends a message to another user; fails with {@link BotApiException} if Telegram cannot fetch its photo. */
    public Mono<SharedMessage> send(PreparedMessage message, long to) {
        if (!message.allowsUserChats()) {
            return Mono.error(BotApiException.badRequest("CHAT_SEND_INLINE_FORBIDDEN"));
        }
        return photos.fetchJpeg(message.photoUrl()).map(photo -> keep(message, to, photo));
    }

    private synchronized SharedMessage keep(PreparedMessage message, long to, ChatPhoto photo) {
        SharedMessage sent = new SharedMessage(
                nextId.incrementAndGet(),
                people.byId(message.person()),
                to,
                clock.instant(),
                message.caption(),
                photo,
                message.replyMarkup());
        shared.addLast(sent);
        if (shared.size() > KEPT) {
            shared.removeFirst();
        }
        return sent;
    }

    /** Messages that others shared with this user, oldest first. */
    public synchronized List<SharedMessage> sharedWith(long person) {
        return shared.stream().filter(message -> message.to() == person).toList();
    }

    @Override
    public synchronized void reset() {
        prepared.clear();
        shared.clear();
    }

    /**
     * A message that has not been sent yet.
     *
     * @param person Telegram id of the user who may send it
     */
    public record PreparedMessage(
            String id,
            long person,
            Instant expiresAt,
            boolean allowsUserChats,
            String photoUrl,
            String thumbnailUrl,
            String caption,
            @Nullable JsonNode replyMarkup) {}

    public record Preview(
            String caption,
            @Nullable JsonNode replyMarkup,
            @Nullable ChatPhoto thumbnail) {}

    /** A message of the bot that one user shared with another. */
    public record SharedMessage(
            long id,
            Person from,
            long to,
            Instant at,
            String text,
            ChatPhoto photo,
            @Nullable JsonNode replyMarkup) {}
}
