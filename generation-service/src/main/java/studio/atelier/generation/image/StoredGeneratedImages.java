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
import studio.atelier.generation.erasure.PersonalDataStore;
import studio.atelier.generation.link.LinkableFileStore;
import studio.atelier.generation.link.LinkedFile;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemException;

/** Images as rows and files. */
@Component
class StoredGeneratedImages implements GeneratedImages, LinkableFileStore, PersonalDataStore {

    private static final int READ_LIMIT_BYTES = 256 * 1024 * 1024;
    private static final int CLEAN_UP_BATCH = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final FinishProviderImage finishResult;
    private final ImageRepository table;
    private final StoredObjects objects;
    private final SignedFileLinks links;
    private final DatabaseTransactions transactions;
    private final ImageProperties properties;
    private final Clock clock;

    StoredGeneratedImages(
            FinishProviderImage finishResult,
            ImageRepository table,
            StoredObjects objects,
            SignedFileLinks links,
            DatabaseTransactions transactions,
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
    public Mono<StoredImage> storeImage(NewProviderImage providerImage) {
        return finishResult
                .handle(providerImage)
                .flatMap(files -> writeFiles(providerImage, files))
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.serviceUnavailable(RETRY_AFTER));
    }

    @Override
    public Flux<Picture> ofJob(UUID jobId) {
        return table.ofJob(jobId).map(GalleryImageRow::image).map(this::toPicture);
    }

    @Override
    public Mono<Picture> findImage(UserId owner, UUID imageId) {
        return table.findImage(owner, imageId).map(GalleryImageRow::image).map(this::toPicture);
    }

    @Override
    public Flux<Picture> listImages(UserId owner, List<UUID> imageIds) {
        return table.listImages(owner, imageIds).map(GalleryImageRow::image).map(this::toPicture);
    }

    @Override
    public Mono<byte[]> readImage(UserId owner, UUID imageId) {
        return table.findImage(owner, imageId).map(GalleryImageRow::image).flatMap(this::readImage);
    }

    /** Reads the bytes of the full image. */
    Mono<byte[]> readImage(StoredImage image) {
        return objects.readWhole(image.fullFile(), READ_LIMIT_BYTES);
    }

    @Override
    public Set<LinkedFileVariant> linkedVariants() {
        return Set.of(
                LinkedFileVariant.FULL,
                LinkedFileVariant.THUMBNAIL,
                LinkedFileVariant.DOWNLOAD,
                LinkedFileVariant.SHARED,
                LinkedFileVariant.UPLOAD);
    }

    @Override
    public Mono<LinkedFile> findLinkedFile(UUID id, LinkedFileVariant variant) {
        return table.findLinkedImage(id).map(found -> toLinkedFile(found, variant));
    }

    @Override
    public Mono<Void> eraseUser(UserId user) {
        return discardFiles(table.deleteAllOf(user)).then();
    }

    /** Deletes an image of this user; its files are removed after the commit. Emits whether it existed. */
    Mono<Boolean> deleteImage(UserId owner, UUID imageId) {
        return transactions
                .runInTransaction(discardFiles(table.deleteImage(owner, imageId).flux()))
                .map(deleted -> deleted > 0);
    }

    /** Deletes images past their retention and returns how many. */
    Mono<Long> deleteOld() {
        return transactions.runInBatches(CLEAN_UP_BATCH, limit -> discardFiles(deleteOldRows(clock.instant(), limit)));
    }

    /** Adds fresh links. */
    Picture toPicture(StoredImage image) {
        return new Picture(
                image.id(),
                links.createLink(image.id(), LinkedFileVariant.FULL),
                links.createLink(image.id(), LinkedFileVariant.THUMBNAIL),
                image.width(),
                image.height(),
                image.sizeBytes(),
                image.contentType());
    }

    private Mono<StoredImage> writeFiles(NewProviderImage providerImage, FinishedImageFiles files) {
        StoredImage image = new StoredImage(
                providerImage.imageId(),
                providerImage.jobId(),
                providerImage.owner(),
                files.contentType(),
                files.width(),
                files.height(),
                files.full().length,
                Sha256Hash.computeHex(files.full()),
                Sha256Hash.computeHex(files.thumbnail()),
                providerImage.watermark());
        return objects.writeObjects(Map.of(image.fullFile(), files.full(), image.thumbnailFile(), files.thumbnail()))
                .thenReturn(image);
    }

    private Flux<GalleryImageRow> deleteOldRows(Instant now, int limit) {
        return table.deleteOld(now.minus(properties.keep()), now.minus(properties.keepFavorites()), limit);
    }

    private Mono<Long> discardFiles(Flux<GalleryImageRow> deleted) {
        return deleted.map(GalleryImageRow::image).collectList().flatMap(images -> discardFiles(images));
    }

    private Mono<Long> discardFiles(List<StoredImage> images) {
        List<StoredObjectKey> keys = images.stream()
                .flatMap(image -> Stream.concat(image.files().stream(), Stream.of(PrepareImageShare.fileOf(image))))
                .toList();
        return objects.discardObjects(keys).thenReturn((long) images.size());
    }

    private LinkedFile toLinkedFile(GalleryImageRow found, LinkedFileVariant variant) {
        StoredImage image = found.image();
        return switch (variant) {
            case FULL, UPLOAD ->
                new LinkedFile(image.fullFile(), image.contentType(), image.sizeBytes(), image.sha256(), null);
            case DOWNLOAD ->
                new LinkedFile(
                        image.fullFile(), image.contentType(), image.sizeBytes(), image.sha256(), fileName(found));
            case THUMBNAIL ->
                new LinkedFile(image.thumbnailFile(), MediaType.IMAGE_JPEG_VALUE, null, image.thumbnailSha256(), null);
            case SHARED ->
                new LinkedFile(PrepareImageShare.fileOf(image), MediaType.IMAGE_JPEG_VALUE, null, image.sha256(), null);
        };
    }

    private static String fileName(GalleryImageRow found) {
        String day = DateTimeFormatter.ISO_LOCAL_DATE.format(found.createdAt().atOffset(ZoneOffset.UTC));
        String id = found.image().id().toString();
        PictureFileFormat format = PictureFileFormat.ofContentType(found.image().contentType());
        return "atelier-" + day + "-" + id.substring(id.length() - 8) + "."
                + (format == null ? "bin" : format.fileExtension());
    }
}
