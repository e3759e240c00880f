package studio.atelier.generation.picture;

/**
 * What a picture file says about itself, read without decoding it.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param bytesPerPixel what a decoded pixel takes in memory
 * @param animated whether there is more than one frame
 * @param orientation how it is to be turned to stand upright, 1 to 8 as in EXIF; 1 for as it is
 */
public record PictureHeader(
        PictureFormat format, int width, int height, int bytesPerPixel, boolean animated, int orientation) {

    private static final int COPY_BYTES_PER_PIXEL = 4;

    /** The number of pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /**
     * What decoding takes in memory, with the copy that turns it upright, if only every n-th row and column is read.
     */
    public long memoryBytes(int every) {
        return pixels() / ((long) every * every) * (bytesPerPixel + COPY_BYTES_PER_PIXEL);
    }
}
