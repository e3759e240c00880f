package studio.atelier.generation.picture;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;

/**
 * Reads transparency that a WebP file stores uncompressed, which the decoder ignores. The WebP container specification
 * calls the chunk ALPH.
 */
final class WebpAlphaChannel {

    /** The position after the headers of the file and VP8X, which a stripped file starts with. */
    private static final int PLACE = 12 + 18;

    private static final int ALPHA_BAND = 3;

    private final BoundedFileBytes file;
    private final int width;
    private final int filter;
    private byte[] above = new byte[0];

    private WebpAlphaChannel(BoundedFileBytes file, int width) {
        this.file = file;
        this.width = width;
        this.filter = file.readUint8(PLACE + 8) >> 2 & 3;
    }

    /** Restores transparency if the stripped file stores it uncompressed; every n-th pixel was read. */
    static void restoreAlpha(byte[] stripped, BufferedImage image, int width, int every) {
        BoundedFileBytes file = new BoundedFileBytes(stripped);
        if (file.hasAscii(PLACE, "ALPH")
                && (file.readUint8(PLACE + 8) & 3) == 0
                && image.getRaster().getNumBands() > ALPHA_BAND) {
            new WebpAlphaChannel(file, width).copyTo(image.getRaster(), every);
        }
    }

    private void copyTo(WritableRaster raster, int every) {
        for (int y = 0; y <= (raster.getHeight() - 1) * every; y++) {
            readRow(y);
            for (int x = 0; y % every == 0 && x < raster.getWidth(); x++) {
                raster.setSample(x, y / every, ALPHA_BAND, above[x * every] & 0xff);
            }
        }
    }

    private void readRow(int y) {
        byte[] row = new byte[width];
        int start = PLACE + 9 + y * width;
        for (int x = 0; x < width; x++) {
            row[x] = (byte) (file.readUint8(start + x) + predictAlpha(row, x, y));
        }
        above = row;
    }

    private int predictAlpha(byte[] row, int x, int y) {
        if (filter == 0 || (x == 0 && y == 0)) {
            return 0;
        }
        if (y == 0) {
            return row[x - 1] & 0xff;
        }
        if (x == 0) {
            return above[0] & 0xff;
        }
        int left = row[x - 1] & 0xff;
        int up = above[x] & 0xff;
        return switch (filter) {
            case 1 -> left;
            case 2 -> up;
            default -> Math.clamp(left + up - (above[x - 1] & 0xff), 0, 255);
        };
    }
}
