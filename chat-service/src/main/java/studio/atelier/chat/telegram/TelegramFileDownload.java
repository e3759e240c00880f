package studio.atelier.chat.telegram;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * A file at Telegram, as it comes.
 *
 * @param contentType what it is if it is a picture, as {@code image/…}; null if Telegram does not say
 * @param sizeBytes -1 if Telegram does not say
 * @param content fails with a {@link TelegramException} if it breaks off or is too large
 */
public record TelegramFileDownload(@Nullable String contentType, long sizeBytes, Flux<DataBuffer> content) {}
