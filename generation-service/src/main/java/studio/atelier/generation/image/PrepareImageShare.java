package studio.atelier.generation.image;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.DecodedPicture;
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.generation.picture.PictureFileReader;
import studio.atelier.generation.picture.ProvenanceMetadata;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.platform.security.ShareTicketCodec;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Prepares an image for sharing and writes the share ticket. Telegram takes JPEG files of up to 5 MB: any other image
 * is encoded as a smaller JPEG in a file that outlives the link to it and that no row refers to.
 */
@Component
class PrepareImageShare {

    private static final int MOST_BYTES = 5_000_000;

    /** Maximum sum of width and height, in pixels. */
    private static final int MOST_SIDES = 10_000;

    /** Telegram scales photos to less. No JPEG of this size, in pixels, exceeds {@link #MOST_BYTES}. */
    private static final int LONGER_SIDE = 1600;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** Each holds a whole image in memory. */
    private static final int MOST_AT_ONCE = 4;

    private final ImageRepository table;
    private final StoredGeneratedImages generatedImages;
    private final StoredObjects objects;
    private final PictureFileReader pictures;
    private final DecodingCapacity budget;
    private final SignedFileLinks links;
    private final ShareTicketCodec tickets;
    private final ImageProperties properties;
    private final Set<UserId> drawing = ConcurrentHashMap.newKeySet();

    PrepareImageShare(
            ImageRepository table,
            StoredGeneratedImages generatedImages,
            StoredObjects objects,
            PictureFileReader pictures,
            DecodingCapacity budget,
            SignedFileLinks links,
            ImageShareProperties share,
            ImageProperties properties,
            Clock clock) {
        this.table = table;
        this.generatedImages = generatedImages;
        this.objects = objects;
        this.pictures = pictures;
        this.budget = budget;
        this.links = links;
        this.tickets = new ShareTicketCodec(share.ticketKey(), clock);
        this.properties = properties;
    }

    /**
     * Writes a ticket for an image of this user. Repeatable.
     *
     * @return empty if the image does not exist or is not this user's; fails with {@link CommonProblemException} if
     *     another image of this user is being encoded, no capacity to decode is free in time, or the disk fails
     */
    Mono<String> handle(UserId owner, UUID imageId) {
        return table.findImage(owner, imageId)
                .map(GalleryImageRow::image)
                .delayUntil(this::makeFile)
                .filterWhen(this::isStillThere)
                .map(this::writeTicket)
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.serviceUnavailable(RETRY_AFTER, e));
    }

    /** Returns the file to share: the image's own file if Telegram takes it. */
    static StoredObjectKey fileOf(StoredImage image) {
        return isTakenByTelegram(image) ? image.fullFile() : new StoredObjectKey("images", image.id(), "shared");
    }

    private static boolean isTakenByTelegram(StoredImage image) {
        return image.contentType().equals(MediaType.IMAGE_JPEG_VALUE)
                && image.sizeBytes() <= MOST_BYTES
                && image.width() + image.height() <= MOST_SIDES;
    }

    private Mono<Void> makeFile(StoredImage image) {
        return isTakenByTelegram(image)
                ? Mono.empty()
                : Mono.using(() -> reserveDrawing(image.owner()), user -> drawFile(image), drawing::remove);
    }

    /** If the image was deleted while its file was drawn, the file is discarded too. */
    private Mono<Boolean> isStillThere(StoredImage image) {
        return table.findImage(image.owner(), image.id())
                .hasElement()
                .delayUntil(there -> there ? Mono.empty() : objects.discardObjects(List.of(fileOf(image))));
    }

    private synchronized UserId reserveDrawing(UserId user) {
        if (drawing.size() >= MOST_AT_ONCE) {
            throw CommonProblemException.serviceUnavailable(RETRY_AFTER);
        }
        if (!drawing.add(user)) {
            throw CommonProblemException.tooManyRequests(RETRY_AFTER);
        }
        return user;
    }

    private Mono<Void> drawFile(StoredImage image) {
        return generatedImages
                .readImage(image)
                .flatMap(bytes -> drawJpeg(image.owner(), bytes))
                .flatMap(jpeg -> objects.writeObjects(Map.of(fileOf(image), jpeg)));
    }

    private Mono<byte[]> drawJpeg(UserId owner, byte[] bytes) {
        return budget.runWithin(owner, 0, () -> pictures.inspectFile(bytes))
                .flatMap(header -> drawJpeg(owner, bytes, header));
    }

    private Mono<byte[]> drawJpeg(UserId owner, byte[] bytes, PictureFileHeader header) {
        int every = budget.coarsenessFor(header);
        return every == 0
                ? Mono.error(CommonProblemException.serviceUnavailable(RETRY_AFTER))
                : budget.runWithin(owner, header.memoryBytes(every), () -> encodeJpeg(bytes, header, every));
    }

    private byte[] encodeJpeg(byte[] bytes, PictureFileHeader header, int every) {
        DecodedPicture drawing = DecodedPicture.uprightOf(pictures.decodeFile(bytes, every), header.orientation());
        return ProvenanceMetadata.inJpeg(drawing.scaledTo(LONGER_SIDE).toJpeg(properties.jpegQuality()));
    }

    private String writeTicket(StoredImage image) {
        return tickets.writeTicket(new ShareTicket(
                image.owner(),
                links.createLink(image.id(), LinkedFileVariant.SHARED),
                links.createLink(image.id(), LinkedFileVariant.THUMBNAIL)));
    }
}
