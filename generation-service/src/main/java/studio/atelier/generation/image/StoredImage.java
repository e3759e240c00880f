package studio.atelier.generation.image;

import java.util.UUID;
import studio.atelier.contracts.UserId;

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
        boolean watermark) {}
