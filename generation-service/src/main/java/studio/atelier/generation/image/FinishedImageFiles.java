package studio.atelier.generation.image;

/**
 * A result as it is going to be stored: both files say where they come from.
 *
 * @param contentType of the full picture; the thumbnail is always a JPEG
 * @param width of the full picture, in pixels
 * @param height of the full picture, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FinishedImageFiles(byte[] full, byte[] thumbnail, String contentType, int width, int height) {}
