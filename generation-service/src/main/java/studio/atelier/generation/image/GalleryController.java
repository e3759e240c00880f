package studio.atelier.generation.image;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** One's own pictures. */
@RestController
@RequestMapping("/api/v1/images")
@Tag(name = "Gallery")
class GalleryController {

    private static final int LARGEST_PAGE = 100;

    private final ImageTable table;
    private final StoredResults results;
    private final Links links;

    GalleryController(ImageTable table, StoredResults results, Links links) {
        this.table = table;
        this.results = results;
        this.links = links;
    }

    @GetMapping
    @Operation(summary = "Pages through one's own pictures, newest first")
    Mono<GalleryPage> page(
            Caller caller,
            @RequestParam(defaultValue = "30") @Min(1) @Max(LARGEST_PAGE) int limit,
            @RequestParam(required = false) @Nullable UUID cursor,
            @RequestParam(defaultValue = "false") boolean favorite) {
        return table.page(caller.id(), favorite, cursor, limit + 1)
                .collectList()
                .map(found -> page(found, limit));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Shows one's own picture, with fresh links")
    Mono<GalleryItem> show(Caller caller, @PathVariable UUID id) {
        return table.find(caller.id(), id).map(this::item).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Deletes one's own picture for good")
    Mono<ResponseEntity<Void>> delete(Caller caller, @PathVariable UUID id) {
        return noContentIf(results.delete(caller.id(), id));
    }

    @PutMapping("/{id}/favorite")
    @Operation(summary = "Marks a picture as a favourite", description = "Favourites are kept longer. Repeatable.")
    Mono<ResponseEntity<Void>> addFavorite(Caller caller, @PathVariable UUID id) {
        return noContentIf(table.setFavorite(caller.id(), id, true));
    }

    @DeleteMapping("/{id}/favorite")
    @Operation(summary = "Takes the mark of a favourite off", description = "Repeatable.")
    Mono<ResponseEntity<Void>> removeFavorite(Caller caller, @PathVariable UUID id) {
        return noContentIf(table.setFavorite(caller.id(), id, false));
    }

    private static Mono<ResponseEntity<Void>> noContentIf(Mono<Boolean> done) {
        return done.flatMap(there ->
                there ? Mono.just(ResponseEntity.noContent().build()) : Mono.error(CommonProblemException::notFound));
    }

    /** One more than the page was asked for, to know whether there is a next one. */
    private GalleryPage page(List<GalleryImage> found, int limit) {
        List<GalleryItem> items = found.stream().limit(limit).map(this::item).toList();
        return new GalleryPage(
                items, found.size() > limit ? items.get(limit - 1).id() : null);
    }

    private GalleryItem item(GalleryImage found) {
        StoredImage image = found.image();
        Picture picture = results.picture(image);
        return new GalleryItem(
                picture.id(),
                image.jobId(),
                picture.url(),
                picture.thumbnailUrl(),
                links.mint(image.id(), Variant.DOWNLOAD),
                picture.width(),
                picture.height(),
                picture.sizeBytes(),
                picture.contentType(),
                found.favorite(),
                image.watermark(),
                found.createdAt());
    }
}
