package studio.atelier.generation.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file in memory, read with bounds: what lies past its end is a {@link PictureException}, never another error. */
final class Bytes {

    private final byte[] bytes;
    private final int end;

    Bytes(byte[] bytes) {
        this(bytes, bytes.length);
    }

    private Bytes(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** The same file with an earlier end. */
    Bytes upTo(long newEnd) {
        if (newEnd > end) {
            throw truncated();
        }
        return new Bytes(bytes, (int) newEnd);
    }

    int end() {
        return end;
    }

    int u8(long at) {
        if (at < 0 || at >= end) {
            throw truncated();
        }
        return bytes[(int) at] & 0xff;
    }

    int u16(long at, boolean bigEndian) {
        return bigEndian ? u8(at) << 8 | u8(at + 1) : u8(at + 1) << 8 | u8(at);
    }

    int u24le(long at) {
        return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16;
    }

    long u32(long at, boolean bigEndian) {
        return bigEndian
                ? (long) u16(at, true) << 16 | u16(at + 2, true)
                : (long) u16(at + 2, false) << 16 | u16(at, false);
    }

    /** A copy of the bytes from (inclusive) to (exclusive). */
    byte[] slice(int from, int to) {
        if (from < 0 || from > to || to > end) {
            throw truncated();
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    boolean startsWith(byte[] prefix) {
        return end >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    boolean has(long at, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.ISO_8859_1);
        return at >= 0
                && at + expected.length <= end
                && Arrays.equals(bytes, (int) at, (int) at + expected.length, expected, 0, expected.length);
    }

    byte[] array() {
        return bytes;
    }

    private static PictureException truncated() {
        return new PictureException("The file ends too early");
    }
}
