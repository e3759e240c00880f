package studio.atelier.generation.upload;

import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * A photo a user gave us, as we keep it: upright, without metadata, written anew.
 *
 * @param contentType of the stored picture: {@code image/jpeg} or {@code image/png}
 * @param width in pixels
 * @param height in pixels
 * @param sizeBytes of the stored picture
 */
public record Upload(UUID id, UserId owner, String contentType, int width, int height, long sizeBytes) {}
