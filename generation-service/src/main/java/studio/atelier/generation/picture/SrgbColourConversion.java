package studio.atelier.generation.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/** Converts decoded pictures to eight bits of sRGB, from any other colour space. */
final class SrgbColourConversion {

    private static final int GREY = 1;
    private static final int GREY_AND_ALPHA = 2;

    private final Raster raster;
    private final @Nullable IndexColorModel palette;
    private final int bands;
    private final int maximum;
    private int[] samples = new int[0];

    private SrgbColourConversion(BufferedImage decoded) {
        this.raster = decoded.getRaster();
        ColorModel model = decoded.getColorModel();
        this.palette = model instanceof IndexColorModel indexed ? indexed : null;
        this.bands = raster.getNumBands();
        this.maximum = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    }

    /**
     * Returns the picture itself if it is plain already, else a copy; colours is the source colour space, null for
     * sRGB.
     */
    static BufferedImage toSrgb(BufferedImage decoded, @Nullable SourceColourSpace colours) {
        return colours == null && isPlain(decoded.getType())
                ? decoded
                : new SrgbColourConversion(decoded).copyAsSrgb(decoded, colours);
    }

    private static boolean isPlain(int type) {
        return type == BufferedImage.TYPE_3BYTE_BGR
                || type == BufferedImage.TYPE_4BYTE_ABGR
                || type == BufferedImage.TYPE_INT_RGB
                || type == BufferedImage.TYPE_INT_ARGB;
    }

    private BufferedImage copyAsSrgb(BufferedImage decoded, @Nullable SourceColourSpace colours) {
        int width = decoded.getWidth();
        boolean alpha = decoded.getColorModel().hasAlpha();
        BufferedImage copy = new BufferedImage(
                width, decoded.getHeight(), alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) copy.getRaster().getDataBuffer()).getData();
        int[] row = new int[width];
        for (int y = 0; y < decoded.getHeight(); y++) {
            DecoderReadWatch.refuseLate();
            readRow(y, row);
            if (colours != null) {
                colours.convertToSrgb(row);
            }
            System.arraycopy(row, 0, pixels, y * width, width);
        }
        return copy;
    }

    private void readRow(int y, int[] row) {
        samples = raster.getPixels(
                raster.getMinX(), raster.getMinY() + y, row.length, 1, samples.length == 0 ? null : samples);
        for (int x = 0; x < row.length; x++) {
            row[x] = palette == null ? argbAt(x * bands) : palette.getRGB(samples[x]);
        }
    }

    private int argbAt(int at) {
        if (bands <= GREY_AND_ALPHA) {
            int grey = sampleAt(at);
            return (bands == GREY ? 0xff : sampleAt(at + 1)) << 24 | grey << 16 | grey << 8 | grey;
        }
        int alpha = bands == 3 ? 0xff : sampleAt(at + 3);
        return alpha << 24 | sampleAt(at) << 16 | sampleAt(at + 1) << 8 | sampleAt(at + 2);
    }

    private int sampleAt(int at) {
        return maximum == 0xff ? samples[at] : (int) ((long) samples[at] * 0xff / maximum);
    }
}
