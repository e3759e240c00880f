package studio.atelier.generation.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored image with what its owner sees in the gallery.
 *
 * @param category of a try-on: the kind of garment; null where it was not read
 * @param createdAt when its job was completed
 */
record GalleryImageRow(StoredImage image, @Nullable String category, boolean favorite, Instant createdAt) {}
