package studio.atelier.generation.image;

import java.util.UUID;

/**
 * A picture as clients see it.
 *
 * @param url signed, of the full picture; ends within the hour
 * @param thumbnailUrl signed, at most 512 pixels on the longer side
 * @param width in pixels
 * @param height in pixels
 * @param sizeBytes of the full picture
 */
public record Picture(
        UUID id, String url, String thumbnailUrl, int width, int height, long sizeBytes, String contentType) {}
