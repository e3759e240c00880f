package studio.atelier.generation.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file in memory, read within its bounds: reading past its end is a {@link PictureException}, never another error.
 */
final class BoundedFileBytes {

    private final byte[] bytes;
    private final int end;

    BoundedFileBytes(byte[] bytes) {
        this(bytes, bytes.length);
    }

    private BoundedFileBytes(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Returns the same file with an earlier end. */
    BoundedFileBytes upTo(long newEnd) {
        if (newEnd > end) {
            throw truncatedFile();
        }
        return new BoundedFileBytes(bytes, (int) newEnd);
    }

    int endOffset() {
        return end;
    }

    int readUint8(long at) {
        if (at < 0 || at >= end) {
            throw truncatedFile();
        }
        return bytes[(int) at] & 0xff;
    }

    int readUint16(long at, boolean bigEndian) {
        return bigEndian ? readUint8(at) << 8 | readUint8(at + 1) : readUint8(at + 1) << 8 | readUint8(at);
    }

    int readUint24LittleEndian(long at) {
        return readUint8(at) | readUint8(at + 1) << 8 | readUint8(at + 2) << 16;
    }

    long readUint32(long at, boolean bigEndian) {
        return bigEndian
                ? (long) readUint16(at, true) << 16 | readUint16(at + 2, true)
                : (long) readUint16(at + 2, false) << 16 | readUint16(at, false);
    }

    /** Returns a copy of the bytes from (inclusive) to (exclusive). */
    byte[] copyRange(int from, int to) {
        if (from < 0 || from > to || to > end) {
            throw truncatedFile();
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    boolean startsWith(byte[] prefix) {
        return end >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    boolean hasAscii(long at, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.ISO_8859_1);
        return at >= 0
                && at + expected.length <= end
                && Arrays.equals(bytes, (int) at, (int) at + expected.length, expected, 0, expected.length);
    }

    byte[] backingArray() {
        return bytes;
    }

    private static PictureException truncatedFile() {
        return new PictureException("The file ends too early");
    }
}
