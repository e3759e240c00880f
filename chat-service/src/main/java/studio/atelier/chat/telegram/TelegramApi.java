package studio.atelier.chat.telegram;

import java.util.List;
import reactor.core.publisher.Mono;

/** What we ask of the Bot API. Every publisher fails with a {@link TelegramException} only. */
public interface TelegramApi {

    /** Sends a message, once; after {@link TelegramException.Unavailable} it may have arrived or not. */
    Mono<Void> sendMessage(long chatId, Message message);

    /** Says where updates are to be sent. Tried three times. */
    Mono<Void> setWebhook(String url, String secret, List<String> allowedUpdates);

    /** Reads where updates are sent. Tried three times. */
    Mono<WebhookInfo> webhookInfo();

    /**
     * What Telegram knows of our webhook.
     *
     * @param url empty if there is none
     * @param pending updates that wait at Telegram
     * @param lastError what went wrong last; empty if nothing did
     */
    record WebhookInfo(String url, long pending, String lastError) {}
}
