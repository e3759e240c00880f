package studio.atelier.chat.update;

import org.jspecify.annotations.Nullable;

/** What a person sent to the bot, as far as the bot tells it apart. The parts of an album share an album id. */
public sealed interface IncomingMessageContent {

    /** Something written, or a command that stands below a file. */
    record TextContent(String text) implements IncomingMessageContent {}

    /**
     * A photo that the bot may download, sent as a photo or as a file.
     *
     * @param fileId Telegram's name of it
     * @param contentType as {@code image/…}; null if Telegram does not say
     */
    record PhotoContent(
            String fileId,
            @Nullable String contentType,
            @Nullable String albumId) implements IncomingMessageContent {}

    /** A photo larger than bots may download. */
    record OversizedPhotoContent(@Nullable String albumId) implements IncomingMessageContent {}

    /** A file that is no photo. */
    record OtherFileContent(@Nullable String albumId) implements IncomingMessageContent {}

    /** Told by Telegram: the person lets the bot write to them, as the Mini App asked. */
    record MessagesAllowedContent() implements IncomingMessageContent {}

    /** A sticker, a voice message, a place, … */
    record OtherContent() implements IncomingMessageContent {}
}
