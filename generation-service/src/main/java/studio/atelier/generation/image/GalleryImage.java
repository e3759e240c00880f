package studio.atelier.generation.image;

import java.time.Instant;

/**
 * A stored picture with what its owner made of it.
 *
 * @param createdAt when its job was completed
 */
record GalleryImage(StoredImage image, boolean favorite, Instant createdAt) {}
