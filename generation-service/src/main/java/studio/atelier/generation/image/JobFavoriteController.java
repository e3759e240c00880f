package studio.atelier.generation.image;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** The heart of a whole job: all its pictures at once. */
@RestController
@RequestMapping("/api/v1/generations/{id}/favorite")
@Tag(name = "Gallery")
class JobFavoriteController {

    private final ImageTable table;

    JobFavoriteController(ImageTable table) {
        this.table = table;
    }

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Mark all pictures of a job as favourites",
            description = "Favourites are kept longer. Repeatable.",
            operationId = "addFavorite")
    @ApiResponse(responseCode = "404", description = "No such job of one's own, or it has no pictures")
    Mono<Void> add(Caller caller, @PathVariable UUID id) {
        return set(caller, id, true);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Take the mark of a favourite off all pictures of a job",
            description = "Repeatable.",
            operationId = "removeFavorite")
    @ApiResponse(responseCode = "404", description = "No such job of one's own, or it has no pictures")
    Mono<Void> remove(Caller caller, @PathVariable UUID id) {
        return set(caller, id, false);
    }

    private Mono<Void> set(Caller caller, UUID jobId, boolean favorite) {
        return table.setFavoriteOfJob(caller.id(), jobId, favorite)
                .flatMap(there -> there ? Mono.empty() : Mono.error(CommonProblemException::notFound));
    }
}
