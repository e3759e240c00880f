package studio.atelier.generation.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.erasure.PersonalData;
import studio.atelier.generation.link.LinkedFile;
import studio.atelier.generation.link.LinkedFiles;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.generation.objectstore.ObjectKey;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.Sha256;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblemException;

/** Pictures as rows and files. */
@Component
class StoredResults implements Results, LinkedFiles, PersonalData {

    private static final int READ_LIMIT_BYTES = 256 * 1024 * 1024;
    private static final int CLEAN_UP_BATCH = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final FinishResult finishResult;
    private final ImageTable table;
    private final StoredObjects objects;
    private final Links links;
    private final Transactions transactions;
    private final ImageProperties properties;
    private final Clock clock;

    StoredResults(
            FinishResult finishResult,
            ImageTable table,
            StoredObjects objects,
            Links links,
            Transactions transactions,
            ImageProperties properties,
            Clock clock) {
        this.finishResult = finishResult;
        this.table = table;
        this.objects = objects;
        this.links = links;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Mono<StoredImage> store(NewResult result) {
        return finishResult
                .handle(result)
                .flatMap(files -> write(result, files))
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.unavailable(RETRY_AFTER));
    }

    @Override
    public Mono<Void> record(StoredImage image) {
        return table.insert(image).flatMap(isNew -> isNew ? objects.keep(keysOf(image)) : Mono.empty());
    }

    @Override
    public Flux<Picture> ofJob(UUID jobId) {
        return table.ofJob(jobId).map(GalleryImage::image).map(this::picture);
    }

    @Override
    public Mono<Picture> find(UserId owner, UUID imageId) {
        return table.find(owner, imageId).map(GalleryImage::image).map(this::picture);
    }

    @Override
    public Mono<byte[]> read(UserId owner, UUID imageId) {
        return table.find(owner, imageId).map(GalleryImage::image).flatMap(this::read);
    }

    /** The bytes of the picture itself. */
    Mono<byte[]> read(StoredImage image) {
        return objects.readWhole(fullKey(image), READ_LIMIT_BYTES);
    }

    @Override
    public Set<Variant> variants() {
        return Set.of(Variant.FULL, Variant.THUMBNAIL, Variant.DOWNLOAD, Variant.SHARED);
    }

    @Override
    public Mono<LinkedFile> find(UUID id, Variant variant) {
        return table.find(id).map(found -> linked(found, variant));
    }

    @Override
    public Mono<Void> erase(UserId person) {
        return discard(table.deleteAllOf(person)).then();
    }

    /** Deletes a picture of this user; its files go after the commit. Emits whether there was one. */
    Mono<Boolean> delete(UserId owner, UUID imageId) {
        return transactions.run(discard(table.delete(owner, imageId).flux())).map(deleted -> deleted > 0);
    }

    /** Deletes pictures whose time in the gallery is over, and says how many. */
    Mono<Long> deleteOld() {
        return transactions.runInBatches(CLEAN_UP_BATCH, limit -> discard(old(clock.instant(), limit)));
    }

    /** With fresh links. */
    Picture picture(StoredImage image) {
        return new Picture(
                image.id(),
                links.mint(image.id(), Variant.FULL),
                links.mint(image.id(), Variant.THUMBNAIL),
                image.width(),
                image.height(),
                image.sizeBytes(),
                image.contentType());
    }

    private Mono<StoredImage> write(NewResult result, FinishedFiles files) {
        StoredImage image = new StoredImage(
                result.imageId(),
                result.jobId(),
                result.owner(),
                files.contentType(),
                files.width(),
                files.height(),
                files.full().length,
                Sha256.of(files.full()),
                Sha256.of(files.thumbnail()),
                result.watermark());
        return objects.write(Map.of(fullKey(image), files.full(), thumbnailKey(image), files.thumbnail()))
                .thenReturn(image);
    }

    private Flux<GalleryImage> old(Instant now, int limit) {
        return table.deleteOld(now.minus(properties.keep()), now.minus(properties.keepFavorites()), limit);
    }

    private Mono<Long> discard(Flux<GalleryImage> deleted) {
        return deleted.map(GalleryImage::image).collectList().flatMap(images -> discard(images));
    }

    private Mono<Long> discard(List<StoredImage> images) {
        List<ObjectKey> keys = images.stream()
                .flatMap(image -> Stream.concat(keysOf(image).stream(), Stream.of(ShareImage.fileOf(image))))
                .toList();
        return objects.discard(keys).thenReturn((long) images.size());
    }

    /** A key holds the hash: two workers with two results for one picture never write over each other's file. */
    static ObjectKey fullKey(StoredImage image) {
        return new ObjectKey("images", image.id(), "full-" + image.sha256());
    }

    private static ObjectKey thumbnailKey(StoredImage image) {
        return new ObjectKey("images", image.id(), "thumbnail-" + image.thumbnailSha256());
    }

    private static List<ObjectKey> keysOf(StoredImage image) {
        return List.of(fullKey(image), thumbnailKey(image));
    }

    private LinkedFile linked(GalleryImage found, Variant variant) {
        StoredImage image = found.image();
        return switch (variant) {
            case FULL -> new LinkedFile(fullKey(image), image.contentType(), image.sizeBytes(), image.sha256(), null);
            case DOWNLOAD ->
                new LinkedFile(fullKey(image), image.contentType(), image.sizeBytes(), image.sha256(), fileName(found));
            case THUMBNAIL ->
                new LinkedFile(thumbnailKey(image), MediaType.IMAGE_JPEG_VALUE, null, image.thumbnailSha256(), null);
            case SHARED ->
                new LinkedFile(ShareImage.fileOf(image), MediaType.IMAGE_JPEG_VALUE, null, image.sha256(), null);
            case UPLOAD -> throw new IllegalArgumentException("Not a variant of a picture: " + variant);
        };
    }

    private static String fileName(GalleryImage found) {
        String day = DateTimeFormatter.ISO_LOCAL_DATE.format(found.createdAt().atOffset(ZoneOffset.UTC));
        String id = found.image().id().toString();
        PictureFormat format = PictureFormat.ofContentType(found.image().contentType());
        return "atelier-" + day + "-" + id.substring(id.length() - 8) + "."
                + (format == null ? "bin" : format.extension());
    }
}
