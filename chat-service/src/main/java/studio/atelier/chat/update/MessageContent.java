package studio.atelier.chat.update;

import org.jspecify.annotations.Nullable;

/** What a person sent to the bot, as far as the bot tells it apart. The parts of an album share an album id. */
public sealed interface MessageContent {

    /** Something written, or a command that stands below a file. */
    record Text(String text) implements MessageContent {}

    /**
     * A photo that the bot may download, sent as a photo or as a file.
     *
     * @param fileId Telegram's name of it
     * @param contentType as {@code image/…}; null if Telegram does not say
     */
    record Photo(
            String fileId,
            @Nullable String contentType,
            @Nullable String albumId) implements MessageContent {}

    /** A photo larger than bots may download. */
    record OversizedPhoto(@Nullable String albumId) implements MessageContent {}

    /** A file that is no photo. */
    record OtherFile(@Nullable String albumId) implements MessageContent {}

    /** Told by Telegram: the person lets the bot write to them, as the Mini App asked. */
    record MessagesAllowed() implements MessageContent {}

    /** A sticker, a voice message, a place, … */
    record Other() implements MessageContent {}
}
