package studio.atelier.generation.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Parses the chunks of a PNG file from the first to IEND and verifies the checksum of each. A chunk with a wrong
 * checksum is skipped where the picture does not need the chunk.
 */
final class PngFileParser {

    static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** The position after IHDR, which always has the same length: where metadata belongs. */
    static final int PLACE_FOR_METADATA = MAGIC.length + 12 + 13;

    /**
     * The chunks a decoder needs; compressed text and profiles are left out, since they can be made to inflate without
     * end.
     */
    private static final Set<String> ESSENTIAL = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /** The bit of a chunk's first letter that marks a chunk that a reader may skip. */
    private static final int ANCILLARY = 0x20;

    private static final int IHDR_LENGTH = 13;

    private final BoundedFileBytes file;
    private final List<ParsedPictureFile.PictureFileStretch> essential = new ArrayList<>();
    private @Nullable PictureFileHeader first;
    private int orientation = 1;
    private final Map<String, BoundedFileBytes> colours = new HashMap<>();
    private long frames = 1;
    private int frameHeaders;
    private boolean frameData;
    private boolean data;

    private PngFileParser(BoundedFileBytes file) {
        this.file = file;
    }

    static ParsedPictureFile parse(BoundedFileBytes file) {
        return new PngFileParser(file).walkChunks();
    }

    private ParsedPictureFile walkChunks() {
        essential.add(new ParsedPictureFile.PictureFileStretch(file.backingArray(), 0, MAGIC.length));
        int at = MAGIC.length;
        while (true) {
            long length = file.readUint32(at, true);
            String type = typeAt(at + 4);
            int end = file.upTo(at + 12 + length).endOffset();
            if (hasRightSum(at + 4, end - 4)) {
                readChunk(type, at + 8, end - 4);
                keepIfEssential(type, at, end);
            } else if ((file.readUint8(at + 4) & ANCILLARY) == 0) {
                throw new PictureException("The check sum of " + type + " is wrong");
            }
            if (type.equals("IEND")) {
                return toPictureFile();
            }
            at = end;
        }
    }

    private String typeAt(int at) {
        StringBuilder type = new StringBuilder(4);
        for (int i = 0; i < 4; i++) {
            type.append((char) file.readUint8(at + i));
        }
        return type.toString();
    }

    private boolean hasRightSum(int from, int to) {
        CRC32 sum = new CRC32();
        sum.update(file.backingArray(), from, to - from);
        return sum.getValue() == file.readUint32(to, true);
    }

    private void keepIfEssential(String type, int at, int end) {
        if (ESSENTIAL.contains(type) || colours.containsKey(type)) {
            essential.add(new ParsedPictureFile.PictureFileStretch(file.backingArray(), at, end));
        }
    }

    private void readChunk(String type, int from, int to) {
        if ((first == null) != type.equals("IHDR")) {
            throw new PictureException("IHDR is not the first chunk, or not the only one");
        }
        switch (type) {
            case "IHDR" -> first = readHeader(from, to);
            case "acTL" -> frames = file.readUint32(from, true);
            case "fcTL" -> frameHeaders++;
            case "fdAT" -> frameData = true;
            case "eXIf" -> orientation = ExifOrientation.readOrientation(file.upTo(to), from);
            case "IDAT" -> data = true;
            default -> {
                if (!data) {
                    readColours(type, new BoundedFileBytes(file.copyRange(from, to)));
                }
            }
        }
    }

    private void readColours(String type, BoundedFileBytes content) {
        if (PngColourChunks.CHUNKS.contains(type) && PngColourChunks.isSound(type, content)) {
            colours.put(type, content);
        }
    }

    private PictureFileHeader readHeader(int from, int to) {
        long width = file.readUint32(from, true);
        long height = file.readUint32(from + 4, true);
        if (to - from != IHDR_LENGTH
                || width == 0
                || height == 0
                || width > Integer.MAX_VALUE
                || height > Integer.MAX_VALUE) {
            throw new PictureException("An impossible size");
        }
        int bytesPerPixel = channelsOf(file.readUint8(from + 9)) * (file.readUint8(from + 8) == 16 ? 2 : 1);
        PictureFileHeader.PicturePixelLayout layout =
                new PictureFileHeader.PicturePixelLayout(bytesPerPixel, 0, true, true);
        return new PictureFileHeader(
                PictureFileFormat.PNG, (int) width, (int) height, file.backingArray().length, layout, false, 1);
    }

    private static int channelsOf(int colourType) {
        return switch (colourType) {
            case 0, 3 -> 1;
            case 4 -> 2;
            case 2 -> 3;
            case 6 -> 4;
            default -> throw new PictureException("An unknown kind of colour");
        };
    }

    private ParsedPictureFile toPictureFile() {
        PictureFileHeader found = first;
        if (found == null || !data) {
            throw new PictureException("No picture between the chunks");
        }
        boolean animated = frames > 1 || frameHeaders > 1 || frameData;
        PictureFileHeader header = new PictureFileHeader(
                found.format(),
                found.width(),
                found.height(),
                found.fileBytes(),
                found.layout(),
                animated,
                orientation);
        return new ParsedPictureFile(header, List.copyOf(essential), PngColourChunks.of(colours));
    }
}
