package studio.atelier.generation.upload.receive;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.upload.StoredUploadRow;
import studio.atelier.generation.upload.StoredUserUploads;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProblemCode;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.generation.upload.UploadRepository;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.IdempotencyKeyTakenException;
import studio.atelier.platform.idempotency.IdempotentRequests;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Stores a clean photo within its user's limits, once for each key. */
@Component
class StoreCleanUpload {

    private final StoredObjects objects;
    private final UploadRepository table;
    private final IdempotentRequests requests;
    private final DatabaseTransactions transactions;
    private final UploadProperties properties;
    private final Clock clock;

    StoreCleanUpload(
            StoredObjects objects,
            UploadRepository table,
            IdempotentRequests requests,
            DatabaseTransactions transactions,
            UploadProperties properties,
            Clock clock) {
        this.objects = objects;
        this.table = table;
        this.requests = requests;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Stores the photo.
     *
     * @param requestKey the request's key, recorded in the same transaction
     * @return fails with {@link UploadException} if the user has no room for it, and with
     *     {@link studio.atelier.generation.objectstore.ObjectStoreException}; the key is unused then
     */
    Mono<AcceptedUpload> handle(UserId owner, @Nullable UploadRequestKey requestKey, CleanUploadPhoto photo) {
        StoredUploadRow stored = toStoredUpload(owner, photo);
        StoredObjectKey file = StoredUserUploads.keyOf(stored.upload().id());
        return objects.writeObjects(Map.of(file, photo.bytes()))
                .then(Mono.defer(() -> transactions.runInTransaction(insertWithinLimits(stored, requestKey))))
                .thenReturn(new AcceptedUpload(stored, false))
                .onErrorResume(
                        StoreCleanUpload::leftNoRow,
                        e -> objects.discardObjects(List.of(file)).then(Mono.error(e)))
                .onErrorResume(IdempotencyKeyTakenException.class, taken -> findConcurrent(owner, requestKey));
    }

    /**
     * Returns the upload that an earlier request with this key made.
     *
     * @return empty if the key is unused; fails if it was used for another file, or with
     *     {@link UploadException.UploadGoneException} if the upload has been deleted since
     */
    Mono<AcceptedUpload> findEarlier(UserId owner, UploadRequestKey requestKey) {
        return requests.findResource(owner, requestKey.key(), requestKey.hash())
                .flatMap(id -> table.findUpload(owner, id)
                        .switchIfEmpty(Mono.error(() -> new UploadException.UploadGoneException(id))))
                .map(stored -> new AcceptedUpload(stored, true));
    }

    /** Refuses a user who has no room for any photo; an early check, since {@link #handle} decides. */
    Mono<Void> refuseUserWithoutRoom(UserId owner) {
        return refuseBeyondLimits(owner, 1);
    }

    /** The limits are checked under the user's lock, which is acquired late so that it is held briefly. */
    private Mono<Void> insertWithinLimits(StoredUploadRow stored, @Nullable UploadRequestKey requestKey) {
        Upload upload = stored.upload();
        return takeKey(upload, requestKey)
                .then(Mono.defer(() -> table.lockOwner(upload.owner())))
                .then(Mono.defer(() -> refuseBeyondLimits(upload.owner(), upload.sizeBytes())))
                .then(Mono.defer(() -> table.insertUpload(stored)))
                .then(Mono.defer(() -> objects.keepObjects(List.of(StoredUserUploads.keyOf(upload.id())))));
    }

    private Mono<Void> takeKey(Upload upload, @Nullable UploadRequestKey requestKey) {
        return requestKey == null
                ? Mono.empty()
                : requests.takeKey(upload.owner(), requestKey.key(), requestKey.hash(), upload.id());
    }

    private Mono<Void> refuseBeyondLimits(UserId owner, long moreBytes) {
        return table.findUsage(owner)
                .doOnNext(usage -> refuseBeyondLimits(usage, moreBytes))
                .then();
    }

    private void refuseBeyondLimits(UploadRepository.UploadStorageUsage usage, long moreBytes) {
        if (usage.unused() >= properties.maxUnused()) {
            throw UploadException.UploadRefusedException.becauseOf(
                    UploadProblemCode.UPLOAD_TOO_MANY_UNUSED, "limit", properties.maxUnused(), properties.maxUnused());
        }
        if (usage.storedBytes() + moreBytes > properties.maxStoredPerUser().toBytes()) {
            throw new UploadException.UploadStorageFullException(usage.storedBytes(), properties.maxStoredPerUser());
        }
    }

    private StoredUploadRow toStoredUpload(UserId owner, CleanUploadPhoto photo) {
        UUID id = UuidV7Generator.nextUuid();
        Upload upload = new Upload(id, owner, photo.contentType(), photo.width(), photo.height(), photo.bytes().length);
        return new StoredUploadRow(
                upload, Sha256Hash.computeHex(photo.bytes()), clock.instant().plus(properties.keepUnused()));
    }

    /** Not after a lost connection: the row may exist then, and need its file. */
    private static boolean leftNoRow(Throwable error) {
        return error instanceof UploadException || error instanceof IdempotencyKeyTakenException;
    }

    private Mono<AcceptedUpload> findConcurrent(UserId owner, @Nullable UploadRequestKey requestKey) {
        return Mono.justOrEmpty(requestKey)
                .flatMap(same -> findEarlier(owner, same))
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_IN_PROGRESS)));
    }

    /**
     * A request that takes effect once.
     *
     * @param hash of the file as received, without its name and declared type
     */
    record UploadRequestKey(IdempotencyKey key, RequestBodyHash hash) {}

    /**
     * The answer to a request.
     *
     * @param replayed whether an earlier request made the upload
     */
    record AcceptedUpload(StoredUploadRow stored, boolean replayed) {}
}
