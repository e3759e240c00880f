package studio.atelier.generation.link;

import org.jspecify.annotations.Nullable;
import studio.atelier.generation.objectstore.StoredObjectKey;

/**
 * The file that a link opens.
 *
 * @param sizeBytes null if it is not known beforehand
 * @param sha256 lower-case hex; the content never changes
 * @param fileName offered when the file is saved; null to show it in place
 */
public record LinkedFile(
        StoredObjectKey key,
        String contentType,
        @Nullable Long sizeBytes,
        String sha256,
        @Nullable String fileName) {}
