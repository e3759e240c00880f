package studio.atelier.generation.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An image in its owner's gallery.
 *
 * @param category of a try-on: the kind of garment
 * @param url signed, of the full image; expires within the hour
 * @param thumbnailUrl signed, at most 512 pixels on the longer side
 * @param downloadUrl signed, of the full image as a file to save
 * @param watermark whether the image has our watermark
 */
record GalleryItem(
        UUID id,
        UUID jobId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String category,
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
