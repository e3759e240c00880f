package studio.atelier.chat.photo;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A photo that a person sent to the bot. Its bytes stay at Telegram.
 *
 * @param fileId Telegram's name of it, good for this bot
 * @param contentType what it is, as {@code image/…}; null if Telegram did not say
 */
public record BotPhoto(UUID id, String fileId, @Nullable String contentType) {}
