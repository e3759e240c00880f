package studio.atelier.generation.picture;

/**
 * What a picture file declares about itself, read without decoding it.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param fileBytes the size of the file
 * @param layout how its pixels are stored
 * @param animated whether there is more than one frame
 * @param orientation how to turn it upright, 1 to 8 as in EXIF; 1 for no turn
 */
public record PictureFileHeader(
        PictureFileFormat format,
        int width,
        int height,
        int fileBytes,
        PicturePixelLayout layout,
        boolean animated,
        int orientation) {

    /** The encoded JPEG, twice while it is joined; photos take much less. */
    private static final int JPEG_BYTES_PER_PIXEL = 1;

    /** The encoded PNG, if its size is not limited otherwise. */
    private static final int PNG_BYTES_PER_PIXEL = 6;

    private static final int COPY_BYTES_PER_PIXEL = 4;

    /** Tables, and what every decoding takes, even of a small picture. */
    private static final int FIXED_BYTES = 1024 * 1024;

    /** The file as received, stripped, and as the decoder reads it. */
    private static final int FILE_COPIES = 3;

    /** The current row, the previous one, and the one being converted. */
    private static final int ROWS = 3;

    /**
     * How the pixels are stored, as far as it determines the memory and time of decoding. The figures are measured: see
     * ADR 34.
     *
     * @param readBytesPerPixel memory for a pixel that has been read
     * @param heldBytesPerPixel memory for each pixel of the file while it is decoded, read or not
     * @param alpha whether it may be transparent, or is stored as PNG for another reason
     * @param copied whether the conversion to sRGB takes a copy
     * @param mostPixels more take the decoder too long, and it could not be stopped
     */
    public record PicturePixelLayout(
            int readBytesPerPixel, double heldBytesPerPixel, boolean alpha, boolean copied, long mostPixels) {

        /** For a decoder that can be stopped. */
        public PicturePixelLayout(int readBytesPerPixel, double heldBytesPerPixel, boolean alpha, boolean copied) {
            this(readBytesPerPixel, heldBytesPerPixel, alpha, copied, Long.MAX_VALUE);
        }
    }

    /** The number of pixels. */
    public long pixelCount() {
        return (long) width * height;
    }

    /**
     * Returns the memory in bytes that decoding takes, with the conversion, turning and encoding that follow, if only
     * every n-th row and column is read.
     */
    public long memoryBytes(int every) {
        int copy = layout.copied() || orientation != 1 ? COPY_BYTES_PER_PIXEL : 0;
        int output = layout.alpha() ? PNG_BYTES_PER_PIXEL : JPEG_BYTES_PER_PIXEL;
        long rows = (long) ROWS * width * Math.max(layout.readBytesPerPixel(), COPY_BYTES_PER_PIXEL);
        long read = readPixels(every) * (layout.readBytesPerPixel() + copy + output);
        return FIXED_BYTES
                + (long) FILE_COPIES * fileBytes
                + rows
                + read
                + (long) (pixelCount() * layout.heldBytesPerPixel());
    }

    private long readPixels(int every) {
        return coarseSide(width, every) * coarseSide(height, every);
    }

    private static long coarseSide(long side, int every) {
        return (side + every - 1) / every;
    }
}
