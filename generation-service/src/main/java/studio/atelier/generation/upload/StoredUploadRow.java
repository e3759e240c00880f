package studio.atelier.generation.upload;

import java.time.Instant;

/**
 * An upload with the columns that only this feature needs.
 *
 * @param sha256 of the stored file, lower-case hex
 * @param expiresAt when it is deleted unless a job keeps it
 */
public record StoredUploadRow(Upload upload, String sha256, Instant expiresAt) {}
