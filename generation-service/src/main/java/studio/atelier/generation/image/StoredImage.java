package studio.atelier.generation.image;

import java.util.List;
import java.util.UUID;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.StoredObjectKey;

/**
 * An image whose files are durable.
 *
 * @param contentType {@code image/jpeg} or {@code image/png}
 * @param width in pixels
 * @param height in pixels
 * @param sizeBytes of the full image
 * @param sha256 of the full image, lower-case hex
 * @param thumbnailSha256 of the thumbnail, lower-case hex
 */
public record StoredImage(
        UUID id,
        UUID jobId,
        UserId owner,
        String contentType,
        int width,
        int height,
        long sizeBytes,
        String sha256,
        String thumbnailSha256,
        boolean watermark) {

    /** The key contains the hash: two workers with different bytes for one image never overwrite each other's file. */
    StoredObjectKey fullFile() {
        return new StoredObjectKey("images", id, "full-" + sha256);
    }

    StoredObjectKey thumbnailFile() {
        return new StoredObjectKey("images", id, "thumbnail-" + thumbnailSha256);
    }

    /** The files that its row refers to. */
    public List<StoredObjectKey> files() {
        return List.of(fullFile(), thumbnailFile());
    }
}
