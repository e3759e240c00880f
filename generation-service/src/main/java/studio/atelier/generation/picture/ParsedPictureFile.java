package studio.atelier.generation.picture;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed picture file.
 *
 * @param essential the byte ranges a decoder needs, in order: no metadata, nothing after the end
 * @param colours the colour space of the file's samples; null for sRGB, or if the decoder converts it
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

    /** Returns the file without what a decoder does not need; the pixels are the same. */
    byte[] stripMetadata() {
        int length =
                essential.stream().mapToInt(part -> part.to() - part.from()).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        essential.forEach(part -> out.write(part.bytes(), part.from(), part.to() - part.from()));
        return out.toByteArray();
    }
}
