package studio.atelier.sandbox.telegram;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.sandbox.picture.ImageFiles;
import studio.atelier.sandbox.telegram.ChatMessage.ChatPhoto;
import studio.atelier.sandbox.telegram.TelegramFiles.Kind;

/** Photos stored by Telegram: uploaded, fetched by address, or sent again by {@code file_id}. */
@Component
public class Photos {

    private static final int MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
    private static final int MAX_FETCH_BYTES = 5 * 1024 * 1024;
    private static final int MAX_SIDES = 10_000;
    private static final int MAX_RATIO = 20;
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(15);

    private final TelegramFiles files;
    private final WebClient http = WebClient.builder()
            .exchangeStrategies(ExchangeStrategies.builder()
                    .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_FETCH_BYTES))
                    .build())
            .build();

    Photos(TelegramFiles files) {
        this.files = files;
    }

    /**
     * The photo that a method's parameter refers to.
     *
     * @param reference {@code file_id}, HTTP address or {@code attach://part}; null if the part has the parameter's
     *     name
     */
    Mono<ChatPhoto> resolve(String parameter, @Nullable String reference, BotParameters parameters) {
        String part = reference != null && reference.startsWith("attach://")
                ? reference.substring("attach://".length())
                : parameter;
        FilePart uploaded = parameters.files().get(part);
        if (uploaded != null) {
            return upload(uploaded);
        }
        if (reference == null || reference.isBlank()) {
            return Mono.error(() -> BotApiException.badRequest("there is no photo in the request"));
        }
        return reference.startsWith("http://") || reference.startsWith("https://")
                ? fetch(reference)
                : Mono.defer(() -> known(reference));
    }

    public Mono<ChatPhoto> upload(FilePart part) {
        return DataBufferUtils.join(part.content(), MAX_UPLOAD_BYTES)
                .map(Photos::bytes)
                .onErrorMap(DataBufferLimitException.class, tooBig -> BotApiException.badRequest("file is too big"))
                .switchIfEmpty(Mono.error(() -> BotApiException.badRequest("file must be non-empty")))
                .flatMap(this::keep);
    }

    /** The photo of an inline result, for which Telegram accepts JPEG only. */
    Mono<ChatPhoto> fetchJpeg(String address) {
        return read(address)
                .delayUntil(bytes -> measure(bytes)
                        .filter(measured -> measured.contentType().equals(MediaType.IMAGE_JPEG_VALUE))
                        .switchIfEmpty(
                                Mono.error(() -> BotApiException.badRequest("wrong type of the web page content"))))
                .flatMap(this::keep);
    }

    private Mono<ChatPhoto> fetch(String address) {
        return read(address).flatMap(this::keep);
    }

    private Mono<byte[]> read(String address) {
        return http.get()
                .uri(URI.create(address))
                .retrieve()
                .bodyToMono(byte[].class)
                .timeout(FETCH_LIMIT)
                .onErrorMap(e -> BotApiException.badRequest("failed to get HTTP URL content"))
                .switchIfEmpty(Mono.error(() -> BotApiException.badRequest("wrong type of the web page content")));
    }

    private Mono<ChatPhoto> known(String fileId) {
        return Mono.justOrEmpty(files.find(fileId))
                .switchIfEmpty(Mono.error(() -> BotApiException.badRequest(
                        "wrong remote file identifier specified: Wrong padding in the string")))
                .flatMap(files::readWhole)
                .flatMap(Photos::measure)
                .map(measured -> photo(fileId, measured));
    }

    private Mono<ChatPhoto> keep(byte[] bytes) {
        return measure(bytes)
                .flatMap(measured -> files.save(Kind.PHOTO, measured.contentType(), bytes)
                        .map(kept -> photo(kept.fileId(), measured)));
    }

    private static ChatPhoto photo(String fileId, Measured measured) {
        return new ChatPhoto(
                fileId, TelegramFiles.uniqueId(fileId), measured.width(), measured.height(), measured.sizeBytes());
    }

    private static Mono<Measured> measure(byte[] bytes) {
        return Mono.fromCallable(() -> measured(bytes))
                .onErrorMap(IOException.class, e -> BotApiException.badRequest("IMAGE_PROCESS_FAILED"))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Measured measured(byte[] bytes) throws IOException {
        return ImageFiles.read(bytes, reader -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width + height > MAX_SIDES
                    || Math.max(width, height) > MAX_RATIO * Math.max(1, Math.min(width, height))) {
                throw BotApiException.badRequest("PHOTO_INVALID_DIMENSIONS");
            }
            String type = reader.getOriginatingProvider().getMIMETypes()[0];
            return new Measured(width, height, bytes.length, type);
        });
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private record Measured(int width, int height, long sizeBytes, String contentType) {}
}
