package studio.atelier.generation.upload.receive;

/**
 * A photo encoded anew: upright, in sRGB, without metadata and without anything but its pixels.
 *
 * @param contentType {@code image/jpeg} or {@code image/png}
 * @param width in pixels
 * @param height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CleanUploadPhoto(byte[] bytes, String contentType, int width, int height) {}
