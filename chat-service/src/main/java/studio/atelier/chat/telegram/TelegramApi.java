package studio.atelier.chat.telegram;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The part of the Bot API that we use. Every publisher fails with a {@link TelegramException} only, unless stated
 * otherwise.
 */
public interface TelegramApi {

    /** Telegram stores larger files, but bots cannot download them. */
    long LARGEST_FILE_BYTES = 20 << 20;

    /** Sends a message, once; after {@link TelegramException.Unavailable} it may or may not have arrived. */
    Mono<Void> sendMessage(long chatId, OutgoingMessage message);

    /** Prepares a photo that this user may send to a chat of their choice; tried once, since the user waits. */
    Mono<PreparedShareMessage> preparePhoto(long telegramId, PhotoToShare photo);

    /** Sets the URL to which updates are sent. Tried three times. */
    Mono<Void> setWebhook(String url, String secret, List<String> allowedUpdates);

    /** Reads the URL to which updates are sent. Tried three times. */
    Mono<TelegramWebhookInfo> webhookInfo();

    /**
     * Sets the bot's commands in a language. Tried three times.
     *
     * @param languageCode null for every language without commands of its own
     */
    Mono<Void> setCommands(@Nullable String languageCode, List<TelegramBotCommand> commands);

    /** Sets the Mini App as the target of the menu button in every chat. Tried three times. */
    Mono<Void> setMenuButton(String label, String url);

    /**
     * Reads a file that was sent to the bot, as a stream. Buffers are released however the reading ends. Looking up the
     * file is tried three times, reading it once.
     *
     * @param read called once at most, and consumes the content before it completes; its own errors pass unchanged
     */
    Mono<Void> readFile(String fileId, Function<TelegramFileDownload, Mono<Void>> read);

    /**
     * A photo for a chat of which the bot need not be a member.
     *
     * @param photoUrl where Telegram downloads it: a JPEG of at most 5 MB
     * @param thumbnailUrl where Telegram downloads a small JPEG of it
     * @param caption up to 1024 characters, plain
     * @param buttons below the photo, one per row
     */
    record PhotoToShare(
            String photoUrl, String thumbnailUrl, String caption, List<OutgoingMessage.MessageButton> buttons) {

        /** Copies the buttons. */
        public PhotoToShare {
            buttons = List.copyOf(buttons);
        }
    }

    /**
     * A message stored at Telegram until its sender chooses a chat.
     *
     * @param expiresAt when Telegram deletes it
     */
    record PreparedShareMessage(String id, Instant expiresAt) {}

    /** A command without its slash. */
    record TelegramBotCommand(String name, String description) {}

    /**
     * Telegram's information about our webhook.
     *
     * @param url empty if there is none
     * @param pending number of updates that wait at Telegram
     * @param lastError the last delivery error; empty if there is none
     */
    record TelegramWebhookInfo(String url, long pending, String lastError) {}
}
