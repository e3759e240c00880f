package studio.atelier.generation.picture;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the segments of a JPEG file from the first to its end marker. Tolerates what viewers tolerate: stray bytes
 * before a marker, and a file that ends, or continues with something else, where its end marker belongs. Decoding then
 * shows whether the picture is complete.
 */
final class JpegFileParser {

    static final byte[] MAGIC = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    /** More scans are an attempt to keep the decoder busy; a progressive photo has about ten. */
    private static final int MAX_SCANS = 100;

    /** The same limit for large pictures: each scan covers all pixels. */
    private static final long MAX_SCANNED_PIXELS = 600_000_000;

    /**
     * Marks four components as ink, where 0 is full ink. Files without the marker mean the same: djpeg of libjpeg and
     * browsers read them so.
     */
    private static final byte[] ADOBE_CMYK = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private static final int COEFFICIENTS = 64;
    private static final int COEFFICIENT_BYTES = 2;

    private static final int SOI_LENGTH = 2;
    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
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

    private final BoundedFileBytes file;
    private final List<ParsedPictureFile.PictureFileStretch> essential = new ArrayList<>();
    private @Nullable JpegFrameHeader frame;
    private int orientation = 1;
    private boolean adobe;
    private boolean profile;
    private int scans;
    private int partsToLastScan;

    private JpegFileParser(BoundedFileBytes file) {
        this.file = file;
    }

    static ParsedPictureFile parse(BoundedFileBytes file) {
        return new JpegFileParser(file).walkSegments();
    }

    /** Returns the position after the APP0 segment, if there is one: where further APP segments belong. */
    static int placeForMetadata(byte[] bytes) {
        BoundedFileBytes file = new BoundedFileBytes(bytes);
        return file.readUint8(3) == APP0 ? 4 + file.readUint16(4, true) : SOI_LENGTH;
    }

    private ParsedPictureFile walkSegments() {
        essential.add(stretchOf(0, SOI_LENGTH));
        try {
            walkToEndMarker();
        } catch (PictureException e) {
            if (scans > MAX_SCANS || frame == null || !frame.isCovered()) {
                throw e;
            }
            essential.subList(partsToLastScan, essential.size()).clear();
        }
        essential.add(ParsedPictureFile.PictureFileStretch.of(new byte[] {(byte) 0xff, (byte) EOI}));
        return toPictureFile();
    }

    private void walkToEndMarker() {
        int at = nextMarker(SOI_LENGTH);
        while (file.readUint8(at + 1) != EOI) {
            at = nextMarker(readSegment(at, file.readUint8(at + 1)));
        }
    }

    private ParsedPictureFile.PictureFileStretch stretchOf(int from, int to) {
        return new ParsedPictureFile.PictureFileStretch(file.backingArray(), from, to);
    }

    private ParsedPictureFile toPictureFile() {
        JpegFrameHeader found = frame;
        if (found == null || scans == 0) {
            throw new PictureException("No picture between the markers");
        }
        if (scans * found.pixelCount() > MAX_SCANNED_PIXELS) {
            throw new PictureException("Too many scans of too many pixels");
        }
        if (found.components().size() == 4 && !adobe) {
            essential.add(1, ParsedPictureFile.PictureFileStretch.of(ADOBE_CMYK));
        }
        PictureFileHeader header = new PictureFileHeader(
                PictureFileFormat.JPEG,
                found.width(),
                found.height(),
                file.endOffset(),
                layoutOf(found),
                false,
                orientation);
        return new ParsedPictureFile(header, List.copyOf(essential), null);
    }

    private PictureFileHeader.PicturePixelLayout layoutOf(JpegFrameHeader found) {
        int components = found.components().size();
        boolean heldWhole = found.progressive() || scans > 1;
        // Four components are ink and are converted: both forms are in memory at once.
        int read = components == 4 ? 4 + 4 : components;
        return new PictureFileHeader.PicturePixelLayout(
                read, heldWhole ? found.coefficientBytesPerPixel() : 0, false, components < 3);
    }

    /** Returns the position of the next marker; bytes before it are skipped. */
    private int nextMarker(int from) {
        int at = from;
        while (file.readUint8(at) != 0xff || file.readUint8(at + 1) == 0xff || file.readUint8(at + 1) == 0) {
            at++;
        }
        return at;
    }

    private int readSegment(int start, int marker) {
        if (marker == SOI || marker == 0 || (marker >= RST0 && marker <= RST7)) {
            throw new PictureException("A marker in the wrong place");
        }
        int length = file.readUint16(start + 2, true);
        int end = start + 2 + length;
        if (length < 2 || end > file.endOffset()) {
            throw new PictureException("A segment longer than the file");
        }
        if (marker == APP1) {
            orientation = orientationIn(start + 4, end);
        } else if (marker == APP14) {
            adobe |= file.hasAscii(start + 4, "Adobe");
        } else if (isFrame(marker)) {
            readFrame(start + 4, marker == SOF2);
        }
        int after = marker == SOS ? skipScan(start + 4, end) : end;
        if (isEssential(marker, start + 4)) {
            essential.add(stretchOf(start, after));
        }
        if (marker == SOS) {
            partsToLastScan = essential.size();
        }
        return after;
    }

    private int orientationIn(int from, int end) {
        return orientation == 1 && file.hasAscii(from, "Exif\0\0")
                ? ExifOrientation.readOrientation(file.upTo(end), from + 6)
                : orientation;
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private void readFrame(int at, boolean progressive) {
        if (frame != null) {
            throw new PictureException("More than one frame");
        }
        int height = file.readUint16(at + 1, true);
        int width = file.readUint16(at + 3, true);
        int components = file.readUint8(at + 5);
        if (width == 0 || height == 0 || components == 0 || components > 4) {
            throw new PictureException("A frame without size or colour");
        }
        List<JpegColourComponent> found = new ArrayList<>();
        for (int i = 0; i < components; i++) {
            int sampling = file.readUint8(at + 7 + 3L * i);
            found.add(new JpegColourComponent(
                    file.readUint8(at + 6 + 3L * i), sampling >> 4, sampling & 0xf, progressive));
        }
        frame = new JpegFrameHeader(width, height, progressive, found);
    }

    private int skipScan(int header, int from) {
        if (frame == null || ++scans > MAX_SCANS) {
            throw new PictureException("A scan before its frame, or too many of them");
        }
        noteScan(frame, header);
        int at = from;
        while (at + 1 < file.endOffset() && !(file.readUint8(at) == 0xff && endsScan(file.readUint8(at + 1)))) {
            at++;
        }
        return at + 1 < file.endOffset() ? at : file.endOffset();
    }

    private void noteScan(JpegFrameHeader scanned, int header) {
        int components = file.readUint8(header);
        long spectrum = header + 1 + 2L * components;
        for (int i = 0; i < components; i++) {
            int id = file.readUint8(header + 1 + 2L * i);
            scanned.components().stream()
                    .filter(component -> component.id() == id)
                    .forEach(component -> component.coverCoefficients(
                            file.readUint8(spectrum),
                            file.readUint8(spectrum + 1),
                            file.readUint8(spectrum + 2) & 0xf));
        }
    }

    private static boolean endsScan(int marker) {
        return marker != 0 && marker != 0xff && !(marker >= RST0 && marker <= RST7);
    }

    /** The decoder reserves the size that the profile's first part declares; the file must contain at least as much. */
    private boolean isSoundProfile(int part) {
        if (file.readUint8(part) == 1) {
            profile = file.readUint32(part + 2, true) <= file.endOffset();
        }
        return profile;
    }

    private boolean isEssential(int marker, int content) {
        if (marker == APP2) {
            return file.hasAscii(content, "ICC_PROFILE\0") && isSoundProfile(content + 12);
        }
        boolean application = marker >= APP0 && marker <= APP15;
        return marker != COM
                && (!application || (marker == APP0 && file.hasAscii(content, "JFIF\0")) || marker == APP14);
    }

    private record JpegFrameHeader(int width, int height, boolean progressive, List<JpegColourComponent> components) {

        long pixelCount() {
            return (long) width * height;
        }

        /** Whether scans have provided every coefficient to its last bit. */
        boolean isCovered() {
            return components.stream().allMatch(component -> component.missing().isEmpty());
        }

        double coefficientBytesPerPixel() {
            int widest = components.stream()
                    .mapToInt(JpegColourComponent::across)
                    .max()
                    .orElse(1);
            int highest = components.stream()
                    .mapToInt(JpegColourComponent::down)
                    .max()
                    .orElse(1);
            int samples = components.stream()
                    .mapToInt(component -> component.across() * component.down())
                    .sum();
            return COEFFICIENT_BYTES * (double) samples / Math.max(1, widest * highest);
        }
    }

    /** A colour component; missing holds the coefficients that no scan has provided to the last bit yet. */
    private record JpegColourComponent(int id, int across, int down, boolean progressive, BitSet missing) {

        JpegColourComponent(int id, int across, int down, boolean progressive) {
            this(id, across, down, progressive, new BitSet());
            missing.set(0, COEFFICIENTS);
        }

        void coverCoefficients(int first, int last, int bitsLeft) {
            if (!progressive) {
                missing.clear();
            } else if (bitsLeft == 0 && first <= last && last < COEFFICIENTS) {
                missing.clear(first, last + 1);
            }
        }
    }
}
