package studio.atelier.sandbox.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A stored file.
 *
 * @param name the name under which it is stored
 * @param contentType the type it was stored with
 * @param sizeBytes its size
 * @param path the file with its bytes, or null if they are in memory
 * @param bytes its bytes, read-only, or null if they are on disk
 */
public record StoredFile(
        String name,
        String contentType,
        long sizeBytes,
        @Nullable Path path,
        @Nullable ByteBuffer bytes) {}
