package studio.atelier.chat.update;

import org.jspecify.annotations.Nullable;

/**
 * What the bot reads of an update.
 *
 * @param updateId Telegram's number of it; the same when it is sent again
 * @param chatId the chat it is about; 0 if it is about none
 * @param privateChat whether that is a chat with one person
 * @param content what was sent; null if it is only told that something happened in the chat
 * @param languageTag of the writer's app, if Telegram tells it
 * @param botBlocked whether it tells that the person has blocked the bot
 */
public record IncomingTelegramUpdate(
        long updateId,
        long chatId,
        boolean privateChat,
        @Nullable IncomingMessageContent content,
        @Nullable String languageTag,
        boolean botBlocked) {}
