package studio.atelier.platform.web;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes where a page of a list ends: the sort key of its last item. The text is opaque to clients, which request the
 * next page with it.
 */
public final class PageCursor {

    private PageCursor() {}

    /** Encodes the end of a page that is sorted by ids. */
    public static String encodeId(UUID lastId) {
        return encodeKey(lastId.getMostSignificantBits(), lastId.getLeastSignificantBits());
    }

    /** Encodes the end of a page that is sorted by these numbers. */
    public static String encodeKey(long... lastKey) {
        ByteBuffer bytes = ByteBuffer.allocate(lastKey.length * Long.BYTES);
        bytes.asLongBuffer().put(lastKey);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Decodes an id; null if there is no cursor; fails with MALFORMED_REQUEST if the cursor is malformed. */
    public static @Nullable UUID decodeId(@Nullable String cursor) {
        return decodeId(cursor, PageCursor::malformedRequest);
    }

    /** Decodes an id; null if there is no cursor; fails with the given problem if the cursor is malformed. */
    public static @Nullable UUID decodeId(@Nullable String cursor, Supplier<? extends ProblemException> malformed) {
        if (cursor == null) {
            return null;
        }
        long[] key = parseKey(cursor, 2, malformed);
        return new UUID(key[0], key[1]);
    }

    /**
     * Decodes as many numbers as {@code start} has; {@code start} if there is no cursor; fails with MALFORMED_REQUEST
     * if the cursor is malformed.
     */
    public static long[] decodeKey(@Nullable String cursor, long... start) {
        return cursor == null ? start : parseKey(cursor, start.length, PageCursor::malformedRequest);
    }

    private static long[] parseKey(String cursor, int length, Supplier<? extends ProblemException> malformed) {
        byte[] bytes = decodeBase64(cursor, malformed);
        if (bytes.length != length * Long.BYTES) {
            throw malformed.get();
        }
        long[] key = new long[length];
        ByteBuffer.wrap(bytes).asLongBuffer().get(key);
        return key;
    }

    private static byte[] decodeBase64(String cursor, Supplier<? extends ProblemException> malformed) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw malformed.get();
        }
    }

    private static ProblemException malformedRequest() {
        return CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
    }
}
