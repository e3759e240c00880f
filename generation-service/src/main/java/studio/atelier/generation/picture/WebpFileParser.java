package studio.atelier.generation.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the chunks of a WebP file. An animation with one frame counts as a still picture. */
final class WebpFileParser {

    private static final int HEADER_LENGTH = 12;
    private static final int CHUNK_HEADER_LENGTH = 8;
    private static final int FRAME_HEADER_LENGTH = 16;
    private static final int ALPHA_FLAG = 0x10;
    private static final int LOSSLESS_SIGNATURE = 0x2f;
    private static final int MAX_PROFILE_BYTES = 1024 * 1024;

    /** The decoder builds the whole picture, however much of it is read. */
    private static final double HELD_BYTES = 7;

    /** The decoder of lossless data, even if only transparency, cannot be stopped; this many pixels take seconds. */
    private static final long MOST_LOSSLESS_PIXELS = 8_000_000;

    private final BoundedFileBytes file;
    private ParsedPictureFile.@Nullable PictureFileStretch alpha;
    private ParsedPictureFile.@Nullable PictureFileStretch picture;
    private @Nullable WebpPictureSize canvas;
    private @Nullable WebpPictureSize frame;
    private @Nullable SourceColourSpace colours;
    private boolean lossless;
    private boolean losslessAlpha;
    private boolean transparent;
    private int orientation = 1;
    private int frames;

    private record WebpPictureSize(int width, int height) {}

    private WebpFileParser(BoundedFileBytes file) {
        this.file = file;
    }

    static boolean hasMagic(BoundedFileBytes file) {
        return file.hasAscii(0, "RIFF") && file.hasAscii(8, "WEBP");
    }

    static ParsedPictureFile parse(BoundedFileBytes file) {
        BoundedFileBytes whole = file.upTo(8 + file.readUint32(4, false));
        return new WebpFileParser(whole)
                .walkChunks(HEADER_LENGTH, whole.endOffset())
                .toPictureFile();
    }

    private WebpFileParser walkChunks(int from, int to) {
        long at = from;
        while (at + CHUNK_HEADER_LENGTH <= to) {
            long length = file.readUint32(at + 4, false);
            long end = at + CHUNK_HEADER_LENGTH + length;
            if (end > to) {
                throw new PictureException("A chunk longer than what it lies in");
            }
            readChunk((int) at, file.upTo(end));
            at = end + (length & 1);
        }
        return this;
    }

    private void readChunk(int at, BoundedFileBytes upToEnd) {
        int content = at + CHUNK_HEADER_LENGTH;
        if (file.hasAscii(at, "VP8X")) {
            canvas = new WebpPictureSize(
                    upToEnd.readUint24LittleEndian(content + 4) + 1, upToEnd.readUint24LittleEndian(content + 7) + 1);
        } else if (file.hasAscii(at, "ANMF")) {
            readFrame(content, upToEnd.endOffset());
        } else if (file.hasAscii(at, "ICCP") && upToEnd.endOffset() - content <= MAX_PROFILE_BYTES) {
            colours = IccProfileColours.of(upToEnd.copyRange(content, upToEnd.endOffset()));
        } else if (file.hasAscii(at, "ALPH")) {
            alpha = new ParsedPictureFile.PictureFileStretch(file.backingArray(), at, upToEnd.endOffset());
            losslessAlpha = (upToEnd.readUint8(content) & 3) != 0;
            transparent = true;
        } else if (file.hasAscii(at, "VP8 ")) {
            takePicture(at, upToEnd, lossySize(upToEnd, content));
        } else if (file.hasAscii(at, "VP8L")) {
            lossless = true;
            transparent = true; // possibly; the decoded pixels decide
            takePicture(at, upToEnd, losslessSize(upToEnd, content));
        } else if (file.hasAscii(at, "EXIF")) {
            orientation = ExifOrientation.readOrientation(
                    upToEnd, file.hasAscii(content, "Exif\0\0") ? content + 6 : content);
        }
    }

    private void readFrame(int content, int end) {
        frames++;
        if (frames == 1 && content + FRAME_HEADER_LENGTH <= end) {
            walkChunks(content + FRAME_HEADER_LENGTH, end);
        }
    }

    private void takePicture(int at, BoundedFileBytes upToEnd, WebpPictureSize size) {
        if (frame != null) {
            throw new PictureException("More than one frame");
        }
        frame = size;
        picture = new ParsedPictureFile.PictureFileStretch(file.backingArray(), at, upToEnd.endOffset());
    }

    private static WebpPictureSize lossySize(BoundedFileBytes file, int at) {
        if (file.readUint24LittleEndian(at + 3) != 0x2a019d) {
            throw new PictureException("Not the start of a frame");
        }
        return new WebpPictureSize(file.readUint16(at + 6, false) & 0x3fff, file.readUint16(at + 8, false) & 0x3fff);
    }

    private static WebpPictureSize losslessSize(BoundedFileBytes file, int at) {
        if (file.readUint8(at) != LOSSLESS_SIGNATURE) {
            throw new PictureException("Not the start of a lossless frame");
        }
        long bits = file.readUint32(at + 1, false);
        return new WebpPictureSize((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1);
    }

    private ParsedPictureFile toPictureFile() {
        boolean animated = frames > 1;
        WebpPictureSize size = animated && canvas != null ? canvas : frame;
        if (size == null || size.width() == 0 || size.height() == 0) {
            throw new PictureException("No picture between the chunks");
        }
        if (canvas != null && !canvas.equals(size)) {
            throw new PictureException("The frame is not as large as the canvas");
        }
        PictureFileHeader.PicturePixelLayout layout = new PictureFileHeader.PicturePixelLayout(
                transparent ? 4 : 3,
                HELD_BYTES,
                transparent,
                transparent || colours != null,
                lossless || losslessAlpha ? MOST_LOSSLESS_PIXELS : Long.MAX_VALUE);
        PictureFileHeader header = new PictureFileHeader(
                PictureFileFormat.WEBP, size.width(), size.height(), file.endOffset(), layout, animated, orientation);
        return new ParsedPictureFile(header, animated ? List.of() : toStillPicture(size), colours);
    }

    /** Returns the byte ranges of a file with only the picture and its transparency. */
    private List<ParsedPictureFile.PictureFileStretch> toStillPicture(WebpPictureSize size) {
        List<ParsedPictureFile.PictureFileStretch> parts = new ArrayList<>();
        if (alpha != null && !lossless) {
            parts.add(ParsedPictureFile.PictureFileStretch.of(extendedHeader(size)));
            addPadded(alpha, parts);
        }
        if (picture != null) {
            addPadded(picture, parts);
        }
        int length = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
        parts.addFirst(ParsedPictureFile.PictureFileStretch.of(ByteBuffer.allocate(HEADER_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(toAscii("RIFF"))
                .putInt(4 + length)
                .put(toAscii("WEBP"))
                .array()));
        return List.copyOf(parts);
    }

    private static byte[] extendedHeader(WebpPictureSize size) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER_LENGTH + 10).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put(toAscii("VP8X")).putInt(10).putInt(ALPHA_FLAG);
        putUint24(chunk, size.width() - 1);
        putUint24(chunk, size.height() - 1);
        return chunk.array();
    }

    private static void putUint24(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static void addPadded(
            ParsedPictureFile.PictureFileStretch chunk, List<ParsedPictureFile.PictureFileStretch> parts) {
        parts.add(chunk);
        if ((chunk.to() - chunk.from()) % 2 == 1) {
            parts.add(ParsedPictureFile.PictureFileStretch.of(new byte[1]));
        }
    }

    private static byte[] toAscii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
