package studio.atelier.generation.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts pictures with few colours to a palette. A drawing stored with a palette is a third of its size without. */
final class PaletteConversion {

    private static final int MAX_COLOURS = 256;

    private PaletteConversion() {}

    /**
     * Returns the same picture with a palette, or the picture itself if it has more colours than a palette can hold.
     */
    static BufferedImage applyTo(BufferedImage image) {
        Map<Integer, Integer> colours = coloursOf(image);
        return colours == null ? image : toIndexed(image, colours);
    }

    /** Maps each colour to its index, in the order of first occurrence; null if there are too many. */
    private static @Nullable Map<Integer, Integer> coloursOf(BufferedImage image) {
        Map<Integer, Integer> colours = new HashMap<>();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int i = 0; i < row.length; i++) {
                if ((i == 0 || row[i] != row[i - 1])
                        && colours.putIfAbsent(row[i], colours.size()) == null
                        && colours.size() > MAX_COLOURS) {
                    return null;
                }
            }
        }
        return colours;
    }

    private static BufferedImage toIndexed(BufferedImage image, Map<Integer, Integer> colours) {
        int[] table = new int[colours.size()];
        colours.forEach((colour, place) -> table[place] = colour);
        boolean alpha = image.getColorModel().hasAlpha();
        IndexColorModel model =
                new IndexColorModel(bitsFor(table.length), table.length, table, 0, alpha, -1, DataBuffer.TYPE_BYTE);
        BufferedImage indexed = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                table.length <= 16 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED,
                model);
        WritableRaster raster = indexed.getRaster();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            int last = row[0];
            int place = colours.getOrDefault(last, 0);
            for (int i = 0; i < row.length; i++) {
                if (row[i] != last) {
                    last = row[i];
                    place = colours.getOrDefault(last, 0);
                }
                row[i] = place;
            }
            raster.setSamples(0, y, row.length, 1, 0, row);
        }
        return indexed;
    }

    private static int bitsFor(int colours) {
        return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
    }
}
