package studio.atelier.sandbox.telegram;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message in a chat between a user and the bot.
 *
 * @param text text, or caption of a photo or a file, as it was sent
 * @param parseMode the format of {@code text}, or null for plain text
 * @param edits how often the bot changed it
 * @param attachment a file, sticker, voice note or contact, or null
 * @param mediaGroupId the album it belongs to, or null
 */
public record ChatMessage(
        long id,
        boolean fromBot,
        Instant at,
        @Nullable Instant editedAt,
        int edits,
        String text,
        @Nullable String parseMode,
        @Nullable ChatPhoto photo,
        @Nullable JsonNode replyMarkup,
        @Nullable Attachment attachment,
        @Nullable String mediaGroupId) {

    ChatMessage edited(
            Instant when,
            String newText,
            @Nullable String newParseMode,
            @Nullable ChatPhoto newPhoto,
            @Nullable JsonNode newReplyMarkup) {
        return new ChatMessage(
                id,
                fromBot,
                at,
                when,
                edits + 1,
                newText,
                newParseMode,
                newPhoto,
                newReplyMarkup,
                attachment,
                mediaGroupId);
    }

    /** A photo stored by Telegram. */
    public record ChatPhoto(String fileId, String uniqueId, int width, int height, long sizeBytes) {}
}
