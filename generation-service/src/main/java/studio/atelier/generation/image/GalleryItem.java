package studio.atelier.generation.image;

import java.time.Instant;
import java.util.UUID;

/**
 * A picture in its owner's gallery.
 *
 * @param url signed, of the full picture; ends within the hour
 * @param thumbnailUrl signed, at most 512 pixels on the longer side
 * @param downloadUrl signed, of the full picture as a file to save
 * @param watermark whether our mark was drawn onto it
 */
record GalleryItem(
        UUID id,
        UUID jobId,
        String url,
        String thumbnailUrl,
        String downloadUrl,
        int width,
        int height,
        long sizeBytes,
        String contentType,
        boolean favorite,
        boolean watermark,
        Instant createdAt) {}
