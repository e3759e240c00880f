package studio.atelier.chat.share;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.Caller;

/** Endpoint for sharing images in Telegram. */
@RestController
@RequestMapping("/api/v1/chat/shares")
@Tag(name = "Bot")
class TelegramShareController {

    private final ShareImageInTelegram sharePicture;

    TelegramShareController(ShareImageInTelegram sharePicture) {
        this.sharePicture = sharePicture;
    }

    @PostMapping
    @Operation(
            summary = "Prepare a message with a picture of the caller's",
            description = "The id goes to the Mini App's shareMessage, and Telegram asks for the chat. Repeatable.",
            operationId = "sharePicture")
    @ApiResponse(responseCode = "200", description = "The message waits at Telegram")
    @ApiResponse(
            responseCode = "404",
            description = "NOT_FOUND: the ticket is not the caller's, or older than five minutes")
    @ApiResponse(responseCode = "409", description = "SHARE_REFUSED: Telegram takes no message for this person")
    @ApiResponse(responseCode = "503", description = "TELEGRAM_UNAVAILABLE: try again after Retry-After")
    Mono<PreparedShareResponse> prepareShare(Caller caller, @RequestBody @Valid SharePictureRequest request) {
        return sharePicture
                .handle(caller, request.ticket())
                .map(message -> new PreparedShareResponse(message.id(), message.expiresAt()));
    }

    /**
     * A request to share an image.
     *
     * @param ticket from {@code POST /api/v1/images/{id}/share-ticket}
     */
    record SharePictureRequest(@NotBlank @Size(max = 4096) String ticket) {}

    /**
     * A prepared message, for which the user has yet to choose a chat.
     *
     * @param messageId for the Mini App's {@code shareMessage}
     * @param expiresAt when Telegram deletes it
     */
    record PreparedShareResponse(String messageId, Instant expiresAt) {}
}
