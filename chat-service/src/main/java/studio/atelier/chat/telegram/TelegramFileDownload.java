package studio.atelier.chat.telegram;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * A file that is streamed from Telegram.
 *
 * @param contentType media type if it is an image, {@code image/…}; null if Telegram does not send one
 * @param sizeBytes -1 if Telegram does not send it
 * @param content fails with a {@link TelegramException} if it breaks off or is too large
 */
public record TelegramFileDownload(@Nullable String contentType, long sizeBytes, Flux<DataBuffer> content) {}
