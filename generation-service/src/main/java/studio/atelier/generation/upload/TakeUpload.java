package studio.atelier.generation.upload;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.ObjectStoreException;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.objectstore.TemporaryFiles;
import studio.atelier.generation.picture.Sha256;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblemException;

/** Takes a photo from a user: receives it, makes a clean one of it, and stores that; what came in is thrown away. */
@Component
class TakeUpload {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final ReceiveFile receiveFile;
    private final CleanReceived cleanReceived;
    private final TemporaryFiles temporaryFiles;
    private final StoredObjects objects;
    private final UploadTable table;
    private final Transactions transactions;
    private final UploadProperties properties;
    private final Clock clock;

    TakeUpload(
            ReceiveFile receiveFile,
            CleanReceived cleanReceived,
            TemporaryFiles temporaryFiles,
            StoredObjects objects,
            UploadTable table,
            Transactions transactions,
            UploadProperties properties,
            Clock clock) {
        this.receiveFile = receiveFile;
        this.cleanReceived = cleanReceived;
        this.temporaryFiles = temporaryFiles;
        this.objects = objects;
        this.table = table;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Takes the one file of a multipart request.
     *
     * @return what is stored; fails with {@link UploadException.Refused}, or with 503 if there is no room to decode or
     *     to store
     */
    Mono<StoredUpload> handle(UserId owner, Flux<PartEvent> parts) {
        return refuseTooMany(owner)
                .then(Mono.defer(() -> clean(parts)))
                .flatMap(photo -> store(owner, photo))
                .onErrorMap(ObjectStoreException.class, e -> CommonProblemException.unavailable(RETRY_AFTER));
    }

    private Mono<CleanPhoto> clean(Flux<PartEvent> parts) {
        return Mono.usingWhen(
                Mono.fromSupplier(temporaryFiles::next),
                place -> receiveAndClean(parts, place),
                temporaryFiles::remove,
                (place, error) -> temporaryFiles.remove(place),
                temporaryFiles::remove);
    }

    private Mono<CleanPhoto> receiveAndClean(Flux<PartEvent> parts, Path place) {
        return receiveFile.receive(parts, place).flatMap(cleanReceived::handle);
    }

    private Mono<StoredUpload> store(UserId owner, CleanPhoto photo) {
        StoredUpload stored = describe(owner, photo);
        return objects.write(Map.of(StoredUploads.keyOf(stored.upload().id()), photo.bytes()))
                .then(Mono.defer(() -> transactions.run(record(stored))))
                .thenReturn(stored);
    }

    /** The count is taken again under the user's lock: uploads sent at once do not see each other before. */
    private Mono<Void> record(StoredUpload stored) {
        Upload upload = stored.upload();
        return table.lock(upload.owner())
                .then(Mono.defer(() -> refuseTooMany(upload.owner())))
                .then(Mono.defer(() -> table.insert(stored)))
                .then(Mono.defer(() -> objects.keep(List.of(StoredUploads.keyOf(upload.id())))));
    }

    private Mono<Void> refuseTooMany(UserId owner) {
        return table.countUnused(owner)
                .flatMap(unused -> unused < properties.maxUnused() ? Mono.empty() : Mono.error(tooManyUnused()));
    }

    private StoredUpload describe(UserId owner, CleanPhoto photo) {
        UUID id = Ids.next();
        Upload upload = new Upload(id, owner, photo.contentType(), photo.width(), photo.height(), photo.bytes().length);
        return new StoredUpload(
                upload, Sha256.of(photo.bytes()), clock.instant().plus(properties.keepUnused()));
    }

    private UploadException tooManyUnused() {
        return UploadException.Refused.because(
                UploadProblem.UPLOAD_TOO_MANY_UNUSED, "limit", properties.maxUnused(), properties.maxUnused());
    }
}
