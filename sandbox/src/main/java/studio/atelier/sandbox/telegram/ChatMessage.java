package studio.atelier.sandbox.telegram;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message in a chat between a person and the bot.
 *
 * @param text text, or caption of a photo, as it was sent
 * @param parseMode how {@code text} is to be read, or null for plain text
 * @param edits how often the bot changed it
 */
record ChatMessage(
        long id,
        boolean fromBot,
        Instant at,
        @Nullable Instant editedAt,
        int edits,
        String text,
        @Nullable String parseMode,
        @Nullable ChatPhoto photo,
        @Nullable JsonNode replyMarkup) {

    ChatMessage edited(
            Instant when,
            String newText,
            @Nullable String newParseMode,
            @Nullable ChatPhoto newPhoto,
            @Nullable JsonNode newReplyMarkup) {
        return new ChatMessage(id, fromBot, at, when, edits + 1, newText, newParseMode, newPhoto, newReplyMarkup);
    }

    /** A photo Telegram keeps. */
    record ChatPhoto(String fileId, String uniqueId, int width, int height, long sizeBytes) {}
}
