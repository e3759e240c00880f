package studio.atelier.chat.telegram;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What we ask of the Bot API. Every publisher fails with a {@link TelegramException} only, unless it says otherwise.
 */
public interface TelegramApi {

    /** Larger files are kept by Telegram, but not given to bots. */
    long LARGEST_FILE_BYTES = 20 << 20;

    /** Sends a message, once; after {@link TelegramException.Unavailable} it may have arrived or not. */
    Mono<Void> sendMessage(long chatId, OutgoingMessage message);

    /** Prepares a photo that this person may send to a chat of their choice; tried once, since the person waits. */
    Mono<PreparedShareMessage> preparePhoto(long telegramId, PhotoToShare photo);

    /** Says where updates are to be sent. Tried three times. */
    Mono<Void> setWebhook(String url, String secret, List<String> allowedUpdates);

    /** Reads where updates are sent. Tried three times. */
    Mono<TelegramWebhookInfo> webhookInfo();

    /**
     * Says which commands the bot offers in a language. Tried three times.
     *
     * @param languageCode null for every language without commands of its own
     */
    Mono<Void> setCommands(@Nullable String languageCode, List<TelegramBotCommand> commands);

    /** Says what the button beside the writing line opens in every chat: the Mini App. Tried three times. */
    Mono<Void> setMenuButton(String label, String url);

    /**
     * Reads a file that was sent to the bot, piece by piece. Nothing of it is left in memory, whichever way the reading
     * ends. Asking for the file is tried three times, reading it once.
     *
     * @param read gets the file once at most, and consumes its content before it ends; its own errors pass unchanged
     */
    Mono<Void> readFile(String fileId, Function<TelegramFileDownload, Mono<Void>> read);

    /**
     * A photo for a chat that the bot need not be in.
     *
     * @param photoUrl where Telegram gets it: a JPEG of at most 5 MB
     * @param thumbnailUrl where Telegram gets a small JPEG of it
     * @param caption up to 1024 characters, plain
     * @param buttons below it, one a row
     */
    record PhotoToShare(
            String photoUrl, String thumbnailUrl, String caption, List<OutgoingMessage.MessageButton> buttons) {

        /** Copies the buttons. */
        public PhotoToShare {
            buttons = List.copyOf(buttons);
        }
    }

    /**
     * A message that waits at Telegram for its sender to choose a chat.
     *
     * @param expiresAt when Telegram forgets it
     */
    record PreparedShareMessage(String id, Instant expiresAt) {}

    /** A command without its slash. */
    record TelegramBotCommand(String name, String description) {}

    /**
     * What Telegram knows of our webhook.
     *
     * @param url empty if there is none
     * @param pending updates that wait at Telegram
     * @param lastError what went wrong last; empty if nothing did
     */
    record TelegramWebhookInfo(String url, long pending, String lastError) {}
}
