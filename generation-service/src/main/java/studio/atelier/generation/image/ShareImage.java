package studio.atelier.generation.image;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.generation.objectstore.ObjectKey;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.DecodingBudget;
import studio.atelier.generation.picture.Drawing;
import studio.atelier.generation.picture.PictureHeader;
import studio.atelier.generation.picture.Pictures;
import studio.atelier.generation.picture.Provenance;
import studio.atelier.platform.security.ShareTickets;
import studio.atelier.platform.security.ShareTickets.ShareTicket;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Gets a picture ready to be shared, and writes the ticket that says so. Telegram takes JPEG files of 5 MB: a picture
 * that is none is drawn anew as one, smaller, in a file that lasts longer than the link to it and that nothing keeps.
 */
@Service
class ShareImage {

    private static final int MOST_BYTES = 5_000_000;

    /** Of width and height together, in pixels. */
    private static final int MOST_SIDES = 10_000;

    /** Telegram makes photos smaller still. No JPEG of this size, in pixels, has more than {@link #MOST_BYTES}. */
    private static final int LONGER_SIDE = 1600;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** Each holds a whole picture in memory. */
    private static final int MOST_AT_ONCE = 4;

    private final ImageTable table;
    private final StoredResults results;
    private final StoredObjects objects;
    private final Pictures pictures;
    private final DecodingBudget budget;
    private final Links links;
    private final ShareTickets tickets;
    private final ImageProperties properties;
    private final Set<UserId> drawing = ConcurrentHashMap.newKeySet();

    ShareImage(
            ImageTable table,
            StoredResults results,
            StoredObjects objects,
            Pictures pictures,
            DecodingBudget budget,
            Links links,
            ShareProperties share,
            ImageProperties properties,
            Clock clock) {
        this.table = table;
        this.results = results;
        this.objects = objects;
        this.pictures = pictures;
        this.budget = budget;
        this.links = links;
        this.tickets = new ShareTickets(share.ticketKey(), clock);
        this.properties = properties;
    }

    /**
     * Writes a ticket for a picture of this user. Repeatable.
     *
     * @return empty if the picture is not there or not this user's; fails with {@link CommonProblemException} if
     *     another picture of this user is being drawn, no room to decode came free in time, or the disk refused
     */
    Mono<String> handle(UserId owner, UUID imageId) {
        return table.find(owner, imageId)
                .map(GalleryImage::image)
                .delayUntil(this::makeFile)
                .filterWhen(this::isStillThere)
                .map(this::ticket)
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.unavailable(RETRY_AFTER, e));
    }

    /** Where the file to share lies: the picture itself if it will do. */
    static ObjectKey fileOf(StoredImage image) {
        return isTakenByTelegram(image) ? StoredResults.fullKey(image) : new ObjectKey("images", image.id(), "shared");
    }

    private static boolean isTakenByTelegram(StoredImage image) {
        return image.contentType().equals(MediaType.IMAGE_JPEG_VALUE)
                && image.sizeBytes() <= MOST_BYTES
                && image.width() + image.height() <= MOST_SIDES;
    }

    private Mono<Void> makeFile(StoredImage image) {
        return isTakenByTelegram(image)
                ? Mono.empty()
                : Mono.using(() -> takePermit(image.owner()), permit -> drawFile(image), drawing::remove);
    }

    /** A picture that was deleted while its file was drawn takes the file along. */
    private Mono<Boolean> isStillThere(StoredImage image) {
        return table.find(image.owner(), image.id())
                .hasElement()
                .delayUntil(there -> there ? Mono.empty() : objects.discard(List.of(fileOf(image))));
    }

    private synchronized UserId takePermit(UserId user) {
        if (drawing.size() >= MOST_AT_ONCE) {
            throw CommonProblemException.unavailable(RETRY_AFTER);
        }
        if (!drawing.add(user)) {
            throw CommonProblemException.tooManyRequests(RETRY_AFTER);
        }
        return user;
    }

    private Mono<Void> drawFile(StoredImage image) {
        return results.read(image)
                .flatMap(bytes -> draw(image.owner(), bytes))
                .flatMap(jpeg -> objects.write(Map.of(fileOf(image), jpeg)));
    }

    private Mono<byte[]> draw(UserId owner, byte[] bytes) {
        return budget.within(owner, 0, () -> pictures.inspect(bytes)).flatMap(header -> draw(owner, bytes, header));
    }

    private Mono<byte[]> draw(UserId owner, byte[] bytes, PictureHeader header) {
        int every = budget.coarsenessFor(header);
        return every == 0
                ? Mono.error(CommonProblemException.unavailable(RETRY_AFTER))
                : budget.within(owner, header.memoryBytes(every), () -> jpeg(bytes, header, every));
    }

    private byte[] jpeg(byte[] bytes, PictureHeader header, int every) {
        Drawing drawing = Drawing.upright(pictures.decode(bytes, every), header.orientation());
        return Provenance.inJpeg(drawing.scaledTo(LONGER_SIDE).jpeg(properties.jpegQuality()));
    }

    private String ticket(StoredImage image) {
        return tickets.write(new ShareTicket(
                image.owner(), links.mint(image.id(), Variant.SHARED), links.mint(image.id(), Variant.THUMBNAIL)));
    }
}
