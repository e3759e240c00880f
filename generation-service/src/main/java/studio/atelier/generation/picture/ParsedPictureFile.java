package studio.atelier.generation.picture;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture file taken apart.
 *
 * @param essential the stretches of bytes a decoder needs, in order: no metadata, nothing after the end
 * @param colours what the file's numbers mean as colours; null for sRGB, or if the decoder sees to it
 */
record ParsedPictureFile(
        PictureFileHeader header,
        List<PictureFileStretch> essential,
        @Nullable SourceColourSpace colours) {

    /** Bytes from (inclusive) to (exclusive). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record PictureFileStretch(byte[] bytes, int from, int to) {

        static PictureFileStretch of(byte[] bytes) {
            return new PictureFileStretch(bytes, 0, bytes.length);
        }
    }

    /** The file without what a decoder does not need; the pixels are the same. */
    byte[] stripMetadata() {
        int length =
                essential.stream().mapToInt(part -> part.to() - part.from()).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        essential.forEach(part -> out.write(part.bytes(), part.from(), part.to() - part.from()));
        return out.toByteArray();
    }
}
