package studio.atelier.chat.photo;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A photo that a user sent to the bot. Its bytes stay at Telegram.
 *
 * @param fileId Telegram's file id, valid for this bot
 * @param contentType media type, {@code image/…}; null if Telegram does not send one
 */
public record BotPhoto(UUID id, String fileId, @Nullable String contentType) {}
