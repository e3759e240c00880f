package studio.atelier.chat.update;

import org.jspecify.annotations.Nullable;

/**
 * The content of a message to the bot, by kinds that the bot distinguishes. The parts of an album share an album id.
 */
public sealed interface IncomingMessageContent {

    /** A text, or a command in the caption of a file. */
    record TextContent(String text) implements IncomingMessageContent {}

    /**
     * A photo that the bot may download, sent as a photo or as a file.
     *
     * @param fileId Telegram's file id
     * @param contentType media type, {@code image/…}; null if Telegram does not send one
     */
    record PhotoContent(
            String fileId,
            @Nullable String contentType,
            @Nullable String albumId) implements IncomingMessageContent {}

    /** A photo larger than bots may download. */
    record OversizedPhotoContent(@Nullable String albumId) implements IncomingMessageContent {}

    /** A file that is not a photo. */
    record OtherFileContent(@Nullable String albumId) implements IncomingMessageContent {}

    /** Sent by Telegram: the user allows the bot to write to them, at the Mini App's request. */
    record MessagesAllowedContent() implements IncomingMessageContent {}

    /** A sticker, a voice message, a location, … */
    record OtherContent() implements IncomingMessageContent {}
}
