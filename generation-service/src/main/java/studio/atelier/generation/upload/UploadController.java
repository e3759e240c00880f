package studio.atelier.generation.upload;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Photos for try-on and editing. */
@RestController
@RequestMapping("/api/v1/uploads")
@Tag(name = "Uploads")
class UploadController {

    private final TakeUpload takeUpload;
    private final StoredUploads uploads;
    private final UploadTable table;
    private final Links links;

    UploadController(TakeUpload takeUpload, StoredUploads uploads, UploadTable table, Links links) {
        this.takeUpload = takeUpload;
        this.uploads = uploads;
        this.table = table;
        this.links = links;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Takes a photo",
            description = "JPEG, PNG or WebP. Name, declared type and content must agree. Metadata are removed.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = UploadForm.class))))
    Mono<ResponseEntity<UploadResponse>> take(Caller caller, @RequestBody Flux<PartEvent> parts) {
        return takeUpload.handle(caller.id(), parts).map(this::created);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Shows one's own upload")
    Mono<UploadResponse> show(Caller caller, @PathVariable UUID id) {
        return table.find(caller.id(), id)
                .map(this::response)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Deletes one's own upload", description = "Not while a job needs it.")
    Mono<ResponseEntity<Void>> delete(Caller caller, @PathVariable UUID id) {
        return uploads.delete(caller.id(), id)
                .flatMap(deleted -> deleted ? Mono.empty() : Mono.error(CommonProblemException.notFound()))
                .thenReturn(ResponseEntity.noContent().build());
    }

    private ResponseEntity<UploadResponse> created(StoredUpload stored) {
        URI place = URI.create("/api/v1/uploads/" + stored.upload().id());
        return ResponseEntity.created(place).body(response(stored));
    }

    private UploadResponse response(StoredUpload stored) {
        Upload upload = stored.upload();
        return new UploadResponse(
                upload.id(),
                upload.contentType(),
                upload.width(),
                upload.height(),
                upload.sizeBytes(),
                links.mint(upload.id(), Variant.UPLOAD),
                stored.expiresAt());
    }
}
