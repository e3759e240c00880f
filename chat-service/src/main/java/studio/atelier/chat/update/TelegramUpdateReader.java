package studio.atelier.chat.update;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.chat.telegram.TelegramApi;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses the JSON of an update. Updates of unknown kinds are read as updates about no chat. */
@Component
class TelegramUpdateReader {

    /** Raster image types; SVG is excluded, since it can contain scripts. */
    private static final Pattern PHOTO_TYPE =
            Pattern.compile("image/(?!svg)[a-z0-9.+-]{1,60}", Pattern.CASE_INSENSITIVE);

    /** Content that users send besides text, photos and files. Any other message reports an event in the chat. */
    private static final List<String> OTHER_CONTENT = List.of(
            "animation",
            "audio",
            "checklist",
            "contact",
            "dice",
            "game",
            "location",
            "paid_media",
            "poll",
            "sticker",
            "story",
            "venue",
            "video",
            "video_note",
            "voice");

    private final JsonMapper json;

    TelegramUpdateReader(JsonMapper json) {
        this.json = json;
    }

    /** Parses an update; empty if the text is not one. */
    Optional<IncomingTelegramUpdate> readUpdate(String text) {
        try {
            JsonNode update = json.readTree(text);
            return update.path("update_id").canConvertToLong()
                            && update.path("update_id").isIntegralNumber()
                    ? Optional.of(toUpdate(update))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static IncomingTelegramUpdate toUpdate(JsonNode update) {
        JsonNode membership = update.path("my_chat_member");
        JsonNode subject = membership.isObject() ? membership : update.path("message");
        JsonNode chat = subject.path("chat");
        return new IncomingTelegramUpdate(
                update.path("update_id").asLong(),
                chat.path("id").asLong(0),
                "private".equals(textOrNull(chat.path("type"))),
                toContent(subject),
                textOrNull(subject.path("from").path("language_code")),
                "kicked".equals(textOrNull(membership.path("new_chat_member").path("status"))));
    }

    private static @Nullable IncomingMessageContent toContent(JsonNode message) {
        String text = textOrNull(message.path("text"));
        String caption = textOrNull(message.path("caption"));
        if (text != null) {
            return new IncomingMessageContent.TextContent(text);
        }
        if (caption != null && caption.startsWith("/")) {
            return new IncomingMessageContent.TextContent(caption);
        }
        if (message.path("photo").isArray()) {
            return toPhotoContent(message);
        }
        // An animation is also sent as a document.
        if (message.has("document") && !message.has("animation")) {
            return toFileContent(message);
        }
        if (message.has("write_access_allowed")) {
            return new IncomingMessageContent.MessagesAllowedContent();
        }
        return OTHER_CONTENT.stream().anyMatch(message::has) ? new IncomingMessageContent.OtherContent() : null;
    }

    /** Telegram stores each photo in several sizes; the largest that bots may download is chosen. */
    private static IncomingMessageContent toPhotoContent(JsonNode message) {
        String album = textOrNull(message.path("media_group_id"));
        return message.path("photo").values().stream()
                .filter(size -> mayBeDownloaded(size) && size.path("file_id").isString())
                .max(Comparator.comparingLong(TelegramUpdateReader::countPixels))
                .<IncomingMessageContent>map(size -> new IncomingMessageContent.PhotoContent(
                        size.path("file_id").asString(), null, album))
                .orElse(new IncomingMessageContent.OversizedPhotoContent(album));
    }

    private static IncomingMessageContent toFileContent(JsonNode message) {
        JsonNode file = message.path("document");
        String album = textOrNull(message.path("media_group_id"));
        String fileId = textOrNull(file.path("file_id"));
        String type = textOrNull(file.path("mime_type"));
        if (fileId == null || type == null || !PHOTO_TYPE.matcher(type).matches()) {
            return new IncomingMessageContent.OtherFileContent(album);
        }
        return mayBeDownloaded(file)
                ? new IncomingMessageContent.PhotoContent(fileId, type.toLowerCase(Locale.ROOT), album)
                : new IncomingMessageContent.OversizedPhotoContent(album);
    }

    private static boolean mayBeDownloaded(JsonNode file) {
        return file.path("file_size").asLong(0) <= TelegramApi.LARGEST_FILE_BYTES;
    }

    private static long countPixels(JsonNode size) {
        return size.path("width").asLong(0) * size.path("height").asLong(0);
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
