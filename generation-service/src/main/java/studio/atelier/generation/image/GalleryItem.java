package studio.atelier.generation.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A picture in its owner's gallery.
 *
 * @param category of a try-on: what is put on
 * @param url signed, of the full picture; ends within the hour
 * @param thumbnailUrl signed, at most 512 pixels on the longer side
 * @param downloadUrl signed, of the full picture as a file to save
 * @param watermark whether our mark was drawn onto it
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
