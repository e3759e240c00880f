package studio.atelier.generation.picture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the chunks of a WebP file. */
final class WebpFile {

    private static final int HEADER_LENGTH = 12;
    private static final int ANIMATION_FLAG = 0x02;
    private static final int LOSSLESS_SIGNATURE = 0x2f;

    /** Decoded with alpha, and once more while it is converted. */
    private static final int BYTES_PER_PIXEL = 8;

    private final Bytes file;
    private @Nullable Size canvas;
    private @Nullable Size frame;
    private int orientation = 1;
    private boolean animated;

    private record Size(int width, int height) {}

    private WebpFile(Bytes file) {
        this.file = file;
    }

    static boolean hasMagic(Bytes file) {
        return file.has(0, "RIFF") && file.has(8, "WEBP");
    }

    static PictureFile parse(Bytes file) {
        return new WebpFile(file.upTo(8 + file.u32(4, false))).walk();
    }

    private PictureFile walk() {
        long at = HEADER_LENGTH;
        while (at + 8 <= file.end()) {
            long length = file.u32(at + 4, false);
            readChunk((int) at, file.upTo(at + 8 + length));
            at += 8 + length + (length & 1);
        }
        return finished();
    }

    private void readChunk(int at, Bytes upToEnd) {
        int content = at + 8;
        if (file.has(at, "VP8X")) {
            animated |= (upToEnd.u8(content) & ANIMATION_FLAG) != 0;
            canvas = new Size(upToEnd.u24le(content + 4) + 1, upToEnd.u24le(content + 7) + 1);
        } else if (file.has(at, "ANIM") || file.has(at, "ANMF")) {
            animated = true;
        } else if (file.has(at, "VP8 ")) {
            frame = onlyFrame(lossySize(upToEnd, content));
        } else if (file.has(at, "VP8L")) {
            frame = onlyFrame(losslessSize(upToEnd, content));
        } else if (file.has(at, "EXIF")) {
            orientation = ExifOrientation.read(upToEnd, file.has(content, "Exif\0\0") ? content + 6 : content);
        }
    }

    private Size onlyFrame(Size size) {
        if (frame != null) {
            throw new PictureException("More than one frame");
        }
        return size;
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
        Size size = animated ? canvas : frame;
        if (size == null || size.width() == 0 || size.height() == 0) {
            throw new PictureException("No picture between the chunks");
        }
        if (canvas != null && !canvas.equals(size)) {
            throw new PictureException("The frame is not as large as the canvas");
        }
        PictureHeader header = new PictureHeader(
                PictureFormat.WEBP, size.width(), size.height(), BYTES_PER_PIXEL, animated, orientation);
        return new PictureFile(file.array(), header, List.of(new PictureFile.Stretch(0, file.end())));
    }
}
