package studio.atelier.generation.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the chunks of a WebP file. An animation of one frame counts as the still picture that it is. */
final class WebpFile {

    private static final int HEADER_LENGTH = 12;
    private static final int CHUNK_HEADER_LENGTH = 8;
    private static final int FRAME_HEADER_LENGTH = 16;
    private static final int ALPHA_FLAG = 0x10;
    private static final int LOSSLESS_SIGNATURE = 0x2f;
    private static final int MAX_PROFILE_BYTES = 1024 * 1024;

    /** The decoder builds the whole picture, whatever is read of it. */
    private static final double HELD_BYTES = 7;

    /** The decoder of what is stored without loss, be it only transparency, cannot be stopped; so many take seconds. */
    private static final long MOST_LOSSLESS_PIXELS = 8_000_000;

    private final Bytes file;
    private PictureFile.@Nullable Stretch alpha;
    private PictureFile.@Nullable Stretch picture;
    private @Nullable Size canvas;
    private @Nullable Size frame;
    private @Nullable SourceColours colours;
    private boolean lossless;
    private boolean losslessAlpha;
    private boolean transparent;
    private int orientation = 1;
    private int frames;

    private record Size(int width, int height) {}

    private WebpFile(Bytes file) {
        this.file = file;
    }

    static boolean hasMagic(Bytes file) {
        return file.has(0, "RIFF") && file.has(8, "WEBP");
    }

    static PictureFile parse(Bytes file) {
        Bytes whole = file.upTo(8 + file.u32(4, false));
        return new WebpFile(whole).walk(HEADER_LENGTH, whole.end()).finished();
    }

    private WebpFile walk(int from, int to) {
        long at = from;
        while (at + CHUNK_HEADER_LENGTH <= to) {
            long length = file.u32(at + 4, false);
            long end = at + CHUNK_HEADER_LENGTH + length;
            if (end > to) {
                throw new PictureException("A chunk longer than what it lies in");
            }
            readChunk((int) at, file.upTo(end));
            at = end + (length & 1);
        }
        return this;
    }

    private void readChunk(int at, Bytes upToEnd) {
        int content = at + CHUNK_HEADER_LENGTH;
        if (file.has(at, "VP8X")) {
            canvas = new Size(upToEnd.u24le(content + 4) + 1, upToEnd.u24le(content + 7) + 1);
        } else if (file.has(at, "ANMF")) {
            readFrame(content, upToEnd.end());
        } else if (file.has(at, "ICCP") && upToEnd.end() - content <= MAX_PROFILE_BYTES) {
            colours = IccColours.of(upToEnd.slice(content, upToEnd.end()));
        } else if (file.has(at, "ALPH")) {
            alpha = new PictureFile.Stretch(file.array(), at, upToEnd.end());
            losslessAlpha = (upToEnd.u8(content) & 3) != 0;
            transparent = true;
        } else if (file.has(at, "VP8 ")) {
            takePicture(at, upToEnd, lossySize(upToEnd, content));
        } else if (file.has(at, "VP8L")) {
            lossless = true;
            transparent = true; // may be; the decoded pixels tell
            takePicture(at, upToEnd, losslessSize(upToEnd, content));
        } else if (file.has(at, "EXIF")) {
            orientation = ExifOrientation.read(upToEnd, file.has(content, "Exif\0\0") ? content + 6 : content);
        }
    }

    private void readFrame(int content, int end) {
        frames++;
        if (frames == 1 && content + FRAME_HEADER_LENGTH <= end) {
            walk(content + FRAME_HEADER_LENGTH, end);
        }
    }

    private void takePicture(int at, Bytes upToEnd, Size size) {
        if (frame != null) {
            throw new PictureException("More than one frame");
        }
        frame = size;
        picture = new PictureFile.Stretch(file.array(), at, upToEnd.end());
    }

    private static Size lossySize(Bytes file, int at) {
        if (file.u24le(at + 3) != 0x2a019d) {
            throw new PictureException("Not the start of a frame");
        }
        return new Size(file.u16(at + 6, false) & 0x3fff, file.u16(at + 8, false) & 0x3fff);
    }

    private static Size losslessSize(Bytes file, int at) {
        if (file.u8(at) != LOSSLESS_SIGNATURE) {
            throw new PictureException("Not the start of a lossless frame");
        }
        long bits = file.u32(at + 1, false);
        return new Size((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
    }

    private PictureFile finished() {
        boolean animated = frames > 1;
        Size size = animated && canvas != null ? canvas : frame;
        if (size == null || size.width() == 0 || size.height() == 0) {
            throw new PictureException("No picture between the chunks");
        }
        if (canvas != null && !canvas.equals(size)) {
            throw new PictureException("The frame is not as large as the canvas");
        }
        PictureHeader.Layout layout = new PictureHeader.Layout(
                transparent ? 4 : 3,
                HELD_BYTES,
                transparent,
                transparent || colours != null,
                lossless || losslessAlpha ? MOST_LOSSLESS_PIXELS : Long.MAX_VALUE);
        PictureHeader header = new PictureHeader(
                PictureFormat.WEBP, size.width(), size.height(), file.end(), layout, animated, orientation);
        return new PictureFile(header, animated ? List.of() : still(size), colours);
    }

    /** A file with nothing but the picture and its transparency. */
    private List<PictureFile.Stretch> still(Size size) {
        List<PictureFile.Stretch> parts = new ArrayList<>();
        if (alpha != null && !lossless) {
            parts.add(PictureFile.Stretch.of(extendedHeader(size)));
            addPadded(alpha, parts);
        }
        if (picture != null) {
            addPadded(picture, parts);
        }
        int length = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
        parts.addFirst(PictureFile.Stretch.of(ByteBuffer.allocate(HEADER_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(4 + length)
                .put(ascii("WEBP"))
                .array()));
        return List.copyOf(parts);
    }

    private static byte[] extendedHeader(Size size) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER_LENGTH + 10).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put(ascii("VP8X")).putInt(10).putInt(ALPHA_FLAG);
        put24(chunk, size.width() - 1);
        put24(chunk, size.height() - 1);
        return chunk.array();
    }

    private static void put24(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static void addPadded(PictureFile.Stretch chunk, List<PictureFile.Stretch> parts) {
        parts.add(chunk);
        if ((chunk.to() - chunk.from()) % 2 == 1) {
            parts.add(PictureFile.Stretch.of(new byte[1]));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
