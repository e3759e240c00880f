package studio.atelier.generation.image;

import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The pictures that jobs made, as the rest of the service uses them. */
public interface GeneratedImages {

    /**
     * Decodes what a provider sent, checks it, watermarks it if asked, writes provenance, and makes picture and
     * thumbnail durable. Repeatable: the same id and bytes give the same files. Nothing refers to them before
     * {@link #recordImage}; files that are never recorded are removed after a day.
     *
     * @return what was stored; fails with {@link ImageRejectedException} if the bytes are empty, cannot be decoded, or
     *     are of another type than declared (a provider's failure), and with
     *     {@link studio.atelier.platform.web.CommonProblemException} if no room to decode came free in time or the disk
     *     refused (ours: worth repeating)
     */
    Mono<StoredImage> storeImage(NewProviderImage result);

    /**
     * Writes the picture's row, within the caller's transaction, together with the job's completion. Repeatable.
     *
     * @return fails with {@link IllegalStateException} if the files were removed meanwhile: store them again
     */
    Mono<Void> recordImage(StoredImage image);

    /** The pictures of a job in the order they were stored, with fresh links; those its owner deleted are left out. */
    Flux<Picture> ofJob(UUID jobId);

    /**
     * Finds a picture of this user, with fresh links.
     *
     * @return empty if it is not there, was deleted, or is not this user's
     */
    Mono<Picture> findImage(UserId owner, UUID imageId);

    /** Reads a stored picture of this user whole, to edit it; empty if it is not there or not this user's. */
    Mono<byte[]> readImage(UserId owner, UUID imageId);
}
