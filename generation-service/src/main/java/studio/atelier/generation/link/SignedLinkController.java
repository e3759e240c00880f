package studio.atelier.generation.link;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.platform.web.CommonProblemException;

/** Serves the file of a signed link. Needs no token: the link is the permission. */
@RestController
@RequestMapping("/images")
@Tag(name = "Pictures")
class SignedLinkController {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final SignedFileLinks links;
    private final List<LinkableFileStore> features;
    private final StoredObjects objects;

    SignedLinkController(SignedFileLinks links, List<LinkableFileStore> features, StoredObjects objects) {
        this.links = links;
        this.features = features;
        this.objects = objects;
    }

    @GetMapping(
            path = "/{id}/{variant}",
            produces = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE
            })
    @Operation(
            summary = "Open a signed link to a picture",
            description = "The address comes whole from another answer, and lasts for up to an hour.",
            operationId = "openLink")
    @ApiResponse(
            responseCode = "200",
            description = "The picture",
            content = {
                @Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(responseCode = "304", description = "The reader has it already")
    @ApiResponse(responseCode = "403", description = "LINK_EXPIRED: read the picture again for a fresh link")
    @ApiResponse(responseCode = "404", description = "LINK_NOT_FOUND: forged, or the picture is gone")
    @SecurityRequirements
    Mono<ResponseEntity<Flux<DataBuffer>>> openLink(
            @PathVariable UUID id,
            @PathVariable String variant,
            @RequestParam long exp,
            @RequestParam String kid,
            @RequestParam String sig,
            ServerWebExchange exchange) {
        LinkedFileVariant wanted =
                LinkedFileVariant.ofPathName(variant).orElseThrow(SignedLinkException.LinkForgedException::new);
        Duration left = links.checkLink(id, wanted, exp, kid, sig);
        return findFile(id, wanted).map(file -> toResponse(file, left, exchange));
    }

    private Mono<LinkedFile> findFile(UUID id, LinkedFileVariant variant) {
        return Flux.fromIterable(features)
                .filter(feature -> feature.linkedVariants().contains(variant))
                .concatMap(feature -> feature.findLinkedFile(id, variant), 1)
                .next()
                .switchIfEmpty(Mono.error(SignedLinkException.LinkTargetGoneException::new));
    }

    private ResponseEntity<Flux<DataBuffer>> toResponse(LinkedFile file, Duration left, ServerWebExchange exchange) {
        String tag = '"' + file.sha256() + '"';
        HttpHeaders headers = toHeaders(file, left);
        if (exchange.checkNotModified(tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .headers(headers)
                    .build();
        }
        return ResponseEntity.ok().headers(headers).eTag(tag).body(readFile(file));
    }

    private static HttpHeaders toHeaders(LinkedFile file, Duration left) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.parseMediaType(file.contentType()));
        headers.setCacheControl(CacheControl.maxAge(left).cachePrivate().immutable());
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
        if (file.sizeBytes() != null) {
            headers.setContentLength(file.sizeBytes());
        }
        if (file.fileName() != null) {
            headers.setContentDisposition(
                    ContentDisposition.attachment().filename(file.fileName()).build());
        }
        return headers;
    }

    private Flux<DataBuffer> readFile(LinkedFile file) {
        return objects.readObject(file.key())
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.serviceUnavailable(RETRY_AFTER));
    }
}
