package studio.atelier.generation.image;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.PageCursor;

/** Gallery endpoints: the caller's own images. */
@RestController
@RequestMapping("/api/v1/images")
@Tag(name = "Gallery")
class GalleryController {

    private static final int LARGEST_PAGE = 100;

    private final ImageRepository table;
    private final StoredGeneratedImages images;
    private final PrepareImageShare shareImage;
    private final SignedFileLinks links;

    GalleryController(
            ImageRepository table, StoredGeneratedImages images, PrepareImageShare shareImage, SignedFileLinks links) {
        this.table = table;
        this.images = images;
        this.shareImage = shareImage;
        this.links = links;
    }

    @GetMapping
    @Operation(summary = "Page through one's own pictures, newest first", operationId = "images")
    Mono<GalleryPage> listImages(
            Caller caller,
            @RequestParam(defaultValue = "30") @Min(1) @Max(LARGEST_PAGE) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "false") boolean favorite) {
        return table.listImages(caller.id(), favorite, PageCursor.decodeId(cursor), limit + 1)
                .collectList()
                .map(found -> toPage(found, limit));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show one's own picture, with fresh links", operationId = "image")
    Mono<GalleryItem> showImage(Caller caller, @PathVariable UUID id) {
        return table.findImage(caller.id(), id)
                .map(this::toItem)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete one's own picture for good", operationId = "deleteImage")
    Mono<Void> deleteImage(Caller caller, @PathVariable UUID id) {
        return endIf(images.deleteImage(caller.id(), id));
    }

    @PutMapping("/{id}/favorite")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Mark a picture as a favourite",
            description = "Favourites are kept longer. Repeatable.",
            operationId = "addFavorite")
    Mono<Void> addFavorite(Caller caller, @PathVariable UUID id) {
        return endIf(table.setFavorite(caller.id(), id, true));
    }

    @DeleteMapping("/{id}/favorite")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Take the mark of a favourite off",
            description = "Repeatable.",
            operationId = "removeFavorite")
    Mono<Void> removeFavorite(Caller caller, @PathVariable UUID id) {
        return endIf(table.setFavorite(caller.id(), id, false));
    }

    @PostMapping("/{id}/share-ticket")
    @Operation(
            summary = "Get a picture of one's own ready to be shared in Telegram",
            description = "The ticket goes to POST /api/v1/chat/shares within five minutes. Repeatable.",
            operationId = "shareTicket")
    @ApiResponse(responseCode = "200", description = "A file that Telegram takes is there")
    @ApiResponse(responseCode = "404", description = "NOT_FOUND: there is no such picture of the caller's")
    @ApiResponse(responseCode = "429", description = "TOO_MANY_REQUESTS: one picture of a user is drawn at a time")
    @ApiResponse(responseCode = "503", description = "SERVICE_UNAVAILABLE: try again after Retry-After")
    Mono<ShareTicketResponse> shareTicket(Caller caller, @PathVariable UUID id) {
        return shareImage
                .handle(caller.id(), id)
                .map(ShareTicketResponse::new)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private static Mono<Void> endIf(Mono<Boolean> done) {
        return done.flatMap(there -> there ? Mono.empty() : Mono.error(CommonProblemException::notFound));
    }

    /** Builds a page from one row more than requested, which shows whether there is a next page. */
    private GalleryPage toPage(List<GalleryImageRow> found, int limit) {
        List<GalleryItem> items = found.stream().limit(limit).map(this::toItem).toList();
        return new GalleryPage(
                items,
                found.size() > limit ? PageCursor.encodeId(items.getLast().id()) : null);
    }

    private GalleryItem toItem(GalleryImageRow found) {
        StoredImage image = found.image();
        Picture picture = images.toPicture(image);
        return new GalleryItem(
                picture.id(),
                image.jobId(),
                found.category(),
                picture.url(),
                picture.thumbnailUrl(),
                links.createLink(image.id(), LinkedFileVariant.DOWNLOAD),
                picture.width(),
                picture.height(),
                picture.sizeBytes(),
                picture.contentType(),
                found.favorite(),
                image.watermark(),
                found.createdAt());
    }

    /**
     * The permission to share one image.
     *
     * @param ticket valid for five minutes, for the image's owner only
     */
    record ShareTicketResponse(String ticket) {}
}
