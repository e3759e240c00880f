package studio.atelier.generation.upload;

import java.time.Instant;

/**
 * An upload with what only this feature needs to know of it.
 *
 * @param sha256 of the stored picture, lower-case hex
 * @param expiresAt when it goes unless a job keeps it
 */
record StoredUploadRow(Upload upload, String sha256, Instant expiresAt) {}
