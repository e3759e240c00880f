package studio.atelier.generation.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the gallery, newest first.
 *
 * @param nextCursor requests the next page; null on the last one
 */
record GalleryPage(List<GalleryItem> items, @Nullable String nextCursor) {}
