package studio.atelier.generation.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG file from the first to IEND, and checks the sum of each. A wrong sum is passed over, with
 * its chunk, where the picture does not need the chunk.
 */
final class PngFile {

    static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** The place after IHDR, which always has the same length: where metadata goes. */
    static final int PLACE_FOR_METADATA = MAGIC.length + 12 + 13;

    /**
     * What a decoder needs; compressed text and profiles are left out, since they can be made to inflate without end.
     */
    private static final Set<String> ESSENTIAL = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /** The bit of a chunk's first letter that says that a reader may pass it over. */
    private static final int ANCILLARY = 0x20;

    private static final int IHDR_LENGTH = 13;

    private final Bytes file;
    private final List<PictureFile.Stretch> essential = new ArrayList<>();
    private @Nullable PictureHeader first;
    private int orientation = 1;
    private final Map<String, Bytes> colours = new HashMap<>();
    private long frames = 1;
    private int frameHeaders;
    private boolean frameData;
    private boolean data;

    private PngFile(Bytes file) {
        this.file = file;
    }

    static PictureFile parse(Bytes file) {
        return new PngFile(file).walk();
    }

    private PictureFile walk() {
        essential.add(new PictureFile.Stretch(file.array(), 0, MAGIC.length));
        int at = MAGIC.length;
        while (true) {
            long length = file.u32(at, true);
            String type = type(at + 4);
            int end = file.upTo(at + 12 + length).end();
            if (hasRightSum(at + 4, end - 4)) {
                readChunk(type, at + 8, end - 4);
                keepIfEssential(type, at, end);
            } else if ((file.u8(at + 4) & ANCILLARY) == 0) {
                throw new PictureException("The check sum of " + type + " is wrong");
            }
            if (type.equals("IEND")) {
                return finished();
            }
            at = end;
        }
    }

    private String type(int at) {
        StringBuilder type = new StringBuilder(4);
        for (int i = 0; i < 4; i++) {
            type.append((char) file.u8(at + i));
        }
        return type.toString();
    }

    private boolean hasRightSum(int from, int to) {
        CRC32 sum = new CRC32();
        sum.update(file.array(), from, to - from);
        return sum.getValue() == file.u32(to, true);
    }

    private void keepIfEssential(String type, int at, int end) {
        if (ESSENTIAL.contains(type) || colours.containsKey(type)) {
            essential.add(new PictureFile.Stretch(file.array(), at, end));
        }
    }

    private void readChunk(String type, int from, int to) {
        if ((first == null) != type.equals("IHDR")) {
            throw new PictureException("IHDR is not the first chunk, or not the only one");
        }
        switch (type) {
            case "IHDR" -> first = header(from, to);
            case "acTL" -> frames = file.u32(from, true);
            case "fcTL" -> frameHeaders++;
            case "fdAT" -> frameData = true;
            case "eXIf" -> orientation = ExifOrientation.read(file.upTo(to), from);
            case "IDAT" -> data = true;
            default -> {
                if (!data) {
                    readColours(type, new Bytes(file.slice(from, to)));
                }
            }
        }
    }

    private void readColours(String type, Bytes content) {
        if (PngColours.CHUNKS.contains(type) && PngColours.isSound(type, content)) {
            colours.put(type, content);
        }
    }

    private PictureHeader header(int from, int to) {
        long width = file.u32(from, true);
        long height = file.u32(from + 4, true);
        if (to - from != IHDR_LENGTH
                || width == 0
                || height == 0
                || width > Integer.MAX_VALUE
                || height > Integer.MAX_VALUE) {
            throw new PictureException("An impossible size");
        }
        int bytesPerPixel = channels(file.u8(from + 9)) * (file.u8(from + 8) == 16 ? 2 : 1);
        PictureHeader.Layout layout = new PictureHeader.Layout(bytesPerPixel, 0, true, true);
        return new PictureHeader(PictureFormat.PNG, (int) width, (int) height, file.array().length, layout, false, 1);
    }

    private static int channels(int colourType) {
        return switch (colourType) {
            case 0, 3 -> 1;
            case 4 -> 2;
            case 2 -> 3;
            case 6 -> 4;
            default -> throw new PictureException("An unknown kind of colour");
        };
    }

    private PictureFile finished() {
        PictureHeader found = first;
        if (found == null || !data) {
            throw new PictureException("No picture between the chunks");
        }
        boolean animated = frames > 1 || frameHeaders > 1 || frameData;
        PictureHeader header = new PictureHeader(
                found.format(),
                found.width(),
                found.height(),
                found.fileBytes(),
                found.layout(),
                animated,
                orientation);
        return new PictureFile(header, List.copyOf(essential), PngColours.of(colours));
    }
}
