package studio.atelier.generation.image;

/**
 * The files of an image before they are stored; both contain provenance metadata.
 *
 * @param contentType of the full image; the thumbnail is always a JPEG
 * @param width of the full image, in pixels
 * @param height of the full image, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FinishedImageFiles(byte[] full, byte[] thumbnail, String contentType, int width, int height) {}
