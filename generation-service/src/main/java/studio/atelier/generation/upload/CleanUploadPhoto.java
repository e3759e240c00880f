package studio.atelier.generation.upload;

/**
 * A photo written anew: upright, in sRGB, without metadata, and without anything that came in beside its pixels.
 *
 * @param contentType {@code image/jpeg} or {@code image/png}
 * @param width in pixels
 * @param height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CleanUploadPhoto(byte[] bytes, String contentType, int width, int height) {}
