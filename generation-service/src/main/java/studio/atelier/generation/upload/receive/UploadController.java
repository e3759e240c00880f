package studio.atelier.generation.upload.receive;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.generation.upload.StoredUploadRow;
import studio.atelier.generation.upload.StoredUserUploads;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UploadRepository;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Upload endpoints: photos for try-on and editing. */
@RestController
@RequestMapping("/api/v1/uploads")
@Tag(name = "Uploads")
class UploadController {

    private final AcceptUserUpload takeUpload;
    private final StoredUserUploads uploads;
    private final UploadRepository table;
    private final SignedFileLinks links;

    UploadController(
            AcceptUserUpload takeUpload, StoredUserUploads uploads, UploadRepository table, SignedFileLinks links) {
        this.takeUpload = takeUpload;
        this.uploads = uploads;
        this.table = table;
        this.links = links;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Upload a photo",
            operationId = "upload",
            description = "JPEG, PNG or WebP. Name and declared type, where they say something, must agree with the"
                    + " content. Metadata are removed. With an Idempotency-Key, a repetition with the same file is"
                    + " answered with the upload of the first.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = UploadForm.class))))
    @ApiResponse(responseCode = "201", description = "Stored")
    @ApiResponse(
            responseCode = "400",
            description = "UPLOAD_MISSING_FILE, UPLOAD_TOO_MANY_FILES, IDEMPOTENCY_KEY_INVALID or MALFORMED_REQUEST")
    @ApiResponse(responseCode = "408", description = "UPLOAD_TOO_SLOW")
    @ApiResponse(
            responseCode = "409",
            description = "UPLOAD_TOO_MANY_UNUSED, UPLOAD_STORAGE_FULL, UPLOAD_GONE (the first upload was deleted) or"
                    + " IDEMPOTENCY_IN_PROGRESS")
    @ApiResponse(
            responseCode = "413",
            description = "UPLOAD_TOO_LARGE: the photo has more than limitBytes, 5 MB as a rule")
    @ApiResponse(responseCode = "415", description = "UPLOAD_TYPE_NOT_ALLOWED")
    @ApiResponse(
            responseCode = "422",
            description = "UPLOAD_EMPTY, UPLOAD_TYPE_MISMATCH, UPLOAD_NOT_DECODABLE, UPLOAD_ANIMATED,"
                    + " UPLOAD_TOO_MANY_PIXELS, UPLOAD_TOO_SMALL or IDEMPOTENCY_KEY_REUSED")
    @ApiResponse(responseCode = "429", description = "UPLOAD_TOO_MANY_AT_ONCE")
    @ApiResponse(responseCode = "503", description = "No room to decode or to store; try again")
    Mono<ResponseEntity<StoredUploadResponse>> createUpload(
            Caller caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            ServerHttpRequest request) {
        return takeUpload
                .handle(caller.id(), key == null ? null : new IdempotencyKey(key), request)
                .map(this::toCreatedResponse);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show one's own upload", operationId = "showUpload")
    @ApiResponse(responseCode = "200", description = "With a fresh link")
    @ApiResponse(responseCode = "404", description = "Not there, expired, or not one's own")
    Mono<StoredUploadResponse> showUpload(Caller caller, @PathVariable UUID id) {
        return table.findUpload(caller.id(), id)
                .map(this::toResponse)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Delete one's own upload",
            description = "Not while a job needs it.",
            operationId = "deleteUpload")
    @ApiResponse(responseCode = "404", description = "Not there, or not one's own")
    @ApiResponse(responseCode = "409", description = "UPLOAD_IN_USE")
    Mono<Void> deleteUpload(Caller caller, @PathVariable UUID id) {
        return uploads.deleteUpload(caller.id(), id)
                .flatMap(deleted -> deleted ? Mono.empty() : Mono.error(CommonProblemException::notFound));
    }

    private ResponseEntity<StoredUploadResponse> toCreatedResponse(StoreCleanUpload.AcceptedUpload taken) {
        URI address = URI.create("/api/v1/uploads/" + taken.stored().upload().id());
        ResponseEntity.BodyBuilder answer = ResponseEntity.created(address);
        return (taken.replayed() ? answer.header(IdempotencyKey.REPLAYED_HEADER, "true") : answer)
                .body(toResponse(taken.stored()));
    }

    private StoredUploadResponse toResponse(StoredUploadRow stored) {
        Upload upload = stored.upload();
        return new StoredUploadResponse(
                upload.id(),
                upload.contentType(),
                upload.width(),
                upload.height(),
                upload.sizeBytes(),
                links.createLink(upload.id(), LinkedFileVariant.UPLOAD),
                stored.expiresAt());
    }
}
