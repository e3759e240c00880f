package studio.atelier.generation.picture;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A picture file taken apart.
 *
 * @param essential the stretches of bytes a decoder needs, in order: no metadata, nothing after the end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PictureFile(byte[] bytes, PictureHeader header, List<Stretch> essential) {

    /** Bytes from (inclusive) to (exclusive). */
    record Stretch(int from, int to) {}

    /** The file without what a decoder does not need; the pixels are the same. */
    byte[] stripped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        essential.forEach(part -> out.write(bytes, part.from(), part.to() - part.from()));
        return out.toByteArray();
    }
}
