package studio.atelier.generation.picture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the segments of a JPEG file from the first to its end marker. */
final class JpegFile {

    static final byte[] MAGIC = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    /** More is a file made to keep the decoder busy; a progressive photo has about ten. */
    private static final int MAX_SCANS = 100;

    private static final int SOI_LENGTH = 2;
    private static final int SOF0 = 0xc0;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;

    private final Bytes file;
    private final List<PictureFile.Stretch> essential = new ArrayList<>();
    private @Nullable PictureHeader frame;
    private int orientation = 1;
    private int scans;

    private JpegFile(Bytes file) {
        this.file = file;
    }

    static PictureFile parse(Bytes file) {
        return new JpegFile(file).walk();
    }

    /** The place after the APP0 segment, if there is one: where further APP segments go. */
    static int placeForMetadata(byte[] bytes) {
        Bytes file = new Bytes(bytes);
        return file.u8(3) == APP0 ? 4 + file.u16(4, true) : SOI_LENGTH;
    }

    private PictureFile walk() {
        essential.add(new PictureFile.Stretch(0, SOI_LENGTH));
        int at = SOI_LENGTH;
        while (true) {
            int start = skipFill(at);
            int marker = file.u8(start + 1);
            if (marker == EOI) {
                essential.add(new PictureFile.Stretch(start, start + 2));
                return finished();
            }
            at = segment(start, marker);
        }
    }

    private PictureFile finished() {
        PictureHeader found = frame;
        if (found == null || scans == 0) {
            throw new PictureException("No picture between the markers");
        }
        PictureHeader header = new PictureHeader(
                found.format(), found.width(), found.height(), found.bytesPerPixel(), false, orientation);
        return new PictureFile(file.array(), header, List.copyOf(essential));
    }

    private int skipFill(int at) {
        if (file.u8(at) != 0xff) {
            throw new PictureException("Not a marker where one belongs");
        }
        int last = at;
        while (file.u8(last + 1) == 0xff) {
            last++;
        }
        return last;
    }

    private int segment(int start, int marker) {
        if (marker == SOI || marker == 0 || (marker >= RST0 && marker <= RST7)) {
            throw new PictureException("A marker in the wrong place");
        }
        int length = file.u16(start + 2, true);
        int end = start + 2 + length;
        if (length < 2 || end > file.end()) {
            throw new PictureException("A segment longer than the file");
        }
        if (marker == APP1) {
            orientation = orientationIn(start + 4, end);
        } else if (isFrame(marker)) {
            readFrame(start + 4);
        }
        int after = marker == SOS ? skipScan(end) : end;
        if (isEssential(marker, start + 4)) {
            essential.add(new PictureFile.Stretch(start, after));
        }
        return after;
    }

    private int orientationIn(int from, int end) {
        return orientation == 1 && file.has(from, "Exif\0\0")
                ? ExifOrientation.read(file.upTo(end), from + 6)
                : orientation;
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private void readFrame(int at) {
        if (frame != null) {
            throw new PictureException("More than one frame");
        }
        int height = file.u16(at + 1, true);
        int width = file.u16(at + 3, true);
        int components = file.u8(at + 5);
        if (width == 0 || height == 0 || components == 0 || components > 4) {
            throw new PictureException("A frame without size or colour");
        }
        // Four components are read as CMYK and then converted, which takes both at once.
        int bytesPerPixel = components == 4 ? 8 : components;
        frame = new PictureHeader(PictureFormat.JPEG, width, height, bytesPerPixel, false, 1);
    }

    private int skipScan(int from) {
        if (frame == null || ++scans > MAX_SCANS) {
            throw new PictureException("A scan before its frame, or too many of them");
        }
        int at = from;
        while (true) {
            if (file.u8(at) == 0xff && endsScan(file.u8(at + 1))) {
                return at;
            }
            at++;
        }
    }

    private static boolean endsScan(int marker) {
        return marker != 0 && marker != 0xff && !(marker >= RST0 && marker <= RST7);
    }

    private boolean isEssential(int marker, int content) {
        if (marker == APP2) {
            return file.has(content, "ICC_PROFILE\0");
        }
        boolean application = marker >= APP0 && marker <= APP15;
        return marker != COM && (!application || (marker == APP0 && file.has(content, "JFIF\0")) || marker == APP14);
    }
}
