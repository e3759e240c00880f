package studio.atelier.generation.upload.receive;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * An upload as its owner sees it.
 *
 * @param contentType of the photo as stored; a WebP becomes a JPEG, or a PNG if it is transparent
 * @param url signed; expires within the hour
 * @param expiresAt when it is deleted unless a job uses it
 */
@Schema(name = "Upload")
public record StoredUploadResponse(
        UUID id, String contentType, int width, int height, long sizeBytes, String url, Instant expiresAt) {}
