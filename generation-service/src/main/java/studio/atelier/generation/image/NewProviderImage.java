package studio.atelier.generation.image;

import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * A picture as a provider sent it.
 *
 * @param imageId chosen before the first attempt to store it, and kept for all further ones
 * @param bytes as received; not changed afterwards
 * @param declaredContentType the provider's Content-Type; {@code application/octet-stream} promises nothing
 * @param watermark whether to draw our mark onto it
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be for show
public record NewProviderImage(
        UUID imageId, UUID jobId, UserId owner, byte[] bytes, String declaredContentType, boolean watermark) {}
