package studio.atelier.generation.upload;

import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * A photo that a user gave, as stored: upright, without metadata, encoded anew.
 *
 * @param contentType of the stored file: {@code image/jpeg} or {@code image/png}
 * @param width in pixels
 * @param height in pixels
 * @param sizeBytes of the stored file
 */
public record Upload(UUID id, UserId owner, String contentType, int width, int height, long sizeBytes) {}
