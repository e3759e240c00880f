package studio.atelier.chat.update;

import org.jspecify.annotations.Nullable;

/**
 * The part of an update that the bot reads.
 *
 * @param updateId Telegram's id of it; the same when it is sent again
 * @param chatId the chat it is about; 0 if it is about none
 * @param privateChat whether that is a chat with one user
 * @param content the message's content; null if the update only reports an event in the chat
 * @param languageTag language of the sender's app, if Telegram sends it
 * @param botBlocked whether it reports that the user has blocked the bot
 */
public record IncomingTelegramUpdate(
        long updateId,
        long chatId,
        boolean privateChat,
        @Nullable IncomingMessageContent content,
        @Nullable String languageTag,
        boolean botBlocked) {}
