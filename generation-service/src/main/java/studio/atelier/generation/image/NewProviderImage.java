package studio.atelier.generation.image;

import java.util.UUID;
import studio.atelier.contracts.UserId;

/**
 * An image as a provider sent it.
 *
 * @param imageId chosen before the first attempt to store it, and the same for all further ones
 * @param bytes as received; not modified afterwards
 * @param declaredContentType the provider's Content-Type; {@code application/octet-stream} declares no format
 * @param watermark whether to draw our watermark onto it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes would gain nothing
public record NewProviderImage(
        UUID imageId, UUID jobId, UserId owner, byte[] bytes, String declaredContentType, boolean watermark) {}
