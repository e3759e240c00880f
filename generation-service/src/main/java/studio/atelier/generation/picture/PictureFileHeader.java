package studio.atelier.generation.picture;

/**
 * What a picture file says about itself, read without decoding it.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param fileBytes what the file has
 * @param layout how its pixels are stored
 * @param animated whether there is more than one frame
 * @param orientation how it is to be turned to stand upright, 1 to 8 as in EXIF; 1 for as it is
 */
public record PictureFileHeader(
        PictureFileFormat format,
        int width,
        int height,
        int fileBytes,
        PicturePixelLayout layout,
        boolean animated,
        int orientation) {

    /** The file as JPEG, twice while it is joined; photos take much less. */
    private static final int JPEG_BYTES_PER_PIXEL = 1;

    /** The same as PNG, if its size is not limited otherwise. */
    private static final int PNG_BYTES_PER_PIXEL = 6;

    private static final int COPY_BYTES_PER_PIXEL = 4;

    /** Tables, and what every decoding takes however small the picture. */
    private static final int FIXED_BYTES = 1024 * 1024;

    /** The file as it is, stripped, and as the decoder reads it. */
    private static final int FILE_COPIES = 3;

    /** A row as read, the one before, and the one being converted. */
    private static final int ROWS = 3;

    /**
     * How the pixels are stored, as far as it decides what decoding takes. The figures are measured: see ADR 34.
     *
     * @param readBytesPerPixel what a pixel takes that has been read
     * @param heldBytesPerPixel what each pixel of the file takes while it is decoded, read or not
     * @param alpha whether it may be transparent, or is stored as PNG for another reason
     * @param copied whether it takes a copy to come to sRGB
     * @param mostPixels more take the decoder too long, and nothing would stop it
     */
    record PicturePixelLayout(
            int readBytesPerPixel, double heldBytesPerPixel, boolean alpha, boolean copied, long mostPixels) {

        /** For a decoder that can be stopped. */
        PicturePixelLayout(int readBytesPerPixel, double heldBytesPerPixel, boolean alpha, boolean copied) {
            this(readBytesPerPixel, heldBytesPerPixel, alpha, copied, Long.MAX_VALUE);
        }
    }

    /** The number of pixels. */
    public long pixelCount() {
        return (long) width * height;
    }

    /**
     * What decoding takes in memory, with the conversion, turning and encoding that follow, if only every n-th row and
     * column is read.
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
