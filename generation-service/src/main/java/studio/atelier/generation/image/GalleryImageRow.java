package studio.atelier.generation.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored picture with what its owner made of it.
 *
 * @param category of a try-on: what is put on; null where it was not read
 * @param createdAt when its job was completed
 */
record GalleryImageRow(StoredImage image, @Nullable String category, boolean favorite, Instant createdAt) {}
