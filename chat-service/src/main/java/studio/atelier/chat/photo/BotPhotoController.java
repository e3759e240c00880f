package studio.atelier.chat.photo;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramException;
import studio.atelier.chat.telegram.TelegramFileDownload;
import studio.atelier.chat.telegram.TelegramUnavailableException;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Serves photos that a user sent to the bot to the Mini App, which uploads them as any other photo. */
@RestController
@RequestMapping("/api/v1/chat/photos")
@Tag(name = "Bot")
class BotPhotoController {

    /** Each download holds a connection to Telegram for as long as its client reads. */
    private static final int MOST_AT_ONCE = 2;

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final BotPhotos photos;
    private final TelegramApi telegram;
    private final ConcurrentMap<UserId, Integer> inFlight = new ConcurrentHashMap<>();

    BotPhotoController(BotPhotos photos, TelegramApi telegram) {
        this.photos = photos;
        this.telegram = telegram;
    }

    @GetMapping("/{id}")
    @Operation(
            summary = "A photo that the caller sent to the bot",
            description = "As Telegram keeps it, 20 MB at most; there for a day. Two at once for one person.",
            operationId = "botPhoto")
    @ApiResponse(
            responseCode = "200",
            description = "The photo; application/octet-stream if Telegram does not say what it is",
            content = @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "404", description = "NOT_FOUND: not there any more, or not the caller's")
    @ApiResponse(responseCode = "410", description = "PHOTO_GONE: Telegram does not give it any more")
    @ApiResponse(responseCode = "503", description = "TELEGRAM_UNAVAILABLE: try again after Retry-After")
    Mono<Void> downloadPhoto(
            Caller caller, @PathVariable UUID id, @Parameter(hidden = true) ServerHttpResponse response) {
        return photos.findPhoto(caller.id(), id)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(photo -> withSlot(caller.id(), sendPhoto(photo, response)));
    }

    private Mono<Void> withSlot(UserId user, Mono<Void> work) {
        return Mono.using(() -> takeSlot(user), slot -> work, this::releaseSlot);
    }

    private UserId takeSlot(UserId user) {
        if (inFlight.merge(user, 1, Integer::sum) > MOST_AT_ONCE) {
            releaseSlot(user);
            throw CommonProblemException.tooManyRequests(WAIT);
        }
        return user;
    }

    private void releaseSlot(UserId user) {
        inFlight.computeIfPresent(user, (present, count) -> count == 1 ? null : count - 1);
    }

    private Mono<Void> sendPhoto(BotPhoto photo, ServerHttpResponse response) {
        return telegram.readFile(photo.fileId(), file -> {
                    setHead(response.getHeaders(), photo, file);
                    return response.writeWith(file.content());
                })
                .onErrorMap(
                        TelegramException.class,
                        failure -> TelegramUnavailableException.orElse(BotPhotoGoneException::new, failure));
    }

    private static void setHead(HttpHeaders headers, BotPhoto photo, TelegramFileDownload file) {
        headers.setContentType(contentType(photo, file));
        headers.setCacheControl(CacheControl.noStore().cachePrivate());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
        if (file.sizeBytes() >= 0) {
            headers.setContentLength(file.sizeBytes());
        }
    }

    private static MediaType contentType(BotPhoto photo, TelegramFileDownload file) {
        String declared = photo.contentType() == null ? file.contentType() : photo.contentType();
        return declared == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(declared);
    }
}
