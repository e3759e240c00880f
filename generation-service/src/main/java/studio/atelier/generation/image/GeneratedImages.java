package studio.atelier.generation.image;

import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The images that jobs made, as the rest of the service uses them. */
public interface GeneratedImages {

    /**
     * Decodes and checks a provider's image, draws the watermark if requested, writes provenance, and makes image and
     * thumbnail durable. Repeatable: the same id and bytes give the same files. Nothing refers to them before the end
     * of the job, which writes the image's row; files that no row refers to are removed after a day.
     *
     * @return the stored image; fails with {@link ImageRejectedException} if the bytes are empty, cannot be decoded, or
     *     are of another type than declared (the provider's failure), and with
     *     {@link studio.atelier.platform.web.CommonProblemException} if no capacity to decode is free in time or the
     *     disk fails (our failure: worth repeating)
     */
    Mono<StoredImage> storeImage(NewProviderImage providerImage);

    /** Returns a job's images in the order they were stored, with fresh links, without those its owner deleted. */
    Flux<Picture> ofJob(UUID jobId);

    /**
     * Finds an image of this user, with fresh links.
     *
     * @return empty if it does not exist, was deleted, or is not this user's
     */
    Mono<Picture> findImage(UserId owner, UUID imageId);

    /** Finds those images of this user that exist. */
    Flux<Picture> listImages(UserId owner, List<UUID> imageIds);

    /** Reads a whole stored image of this user, to edit it; empty if it does not exist or is not this user's. */
    Mono<byte[]> readImage(UserId owner, UUID imageId);
}
