package studio.atelier.generation.image;

import java.util.UUID;

/**
 * An image as clients see it.
 *
 * @param url signed, of the full image; expires within the hour
 * @param thumbnailUrl signed, at most 512 pixels on the longer side
 * @param width in pixels
 * @param height in pixels
 * @param sizeBytes of the full image
 */
public record Picture(
        UUID id, String url, String thumbnailUrl, int width, int height, long sizeBytes, String contentType) {}
