package studio.atelier.generation.upload;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.objectstore.ObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.generation.picture.Sha256;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.idempotency.BodyHash;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.IdempotencyKeyTakenException;
import studio.atelier.platform.idempotency.IdempotentRequests;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/** Stores a clean photo within its user's limits, and once for each key. */
@Component
class StoreUpload {

    private final StoredObjects objects;
    private final UploadTable table;
    private final IdempotentRequests requests;
    private final Transactions transactions;
    private final UploadProperties properties;
    private final Clock clock;

    StoreUpload(
            StoredObjects objects,
            UploadTable table,
            IdempotentRequests requests,
            Transactions transactions,
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
     * @param requestKey the request's key, taken in the same transaction
     * @return fails with {@link UploadException} if the user has no room for it, and with
     *     {@link studio.atelier.generation.objectstore.ObjectStoreException}; the key is free then
     */
    Mono<TakenUpload> handle(UserId owner, @Nullable RequestKey requestKey, CleanPhoto photo) {
        StoredUpload stored = describe(owner, photo);
        ObjectKey file = StoredUploads.keyOf(stored.upload().id());
        return objects.write(Map.of(file, photo.bytes()))
                .then(Mono.defer(() -> transactions.run(insertWithinLimits(stored, requestKey))))
                .thenReturn(new TakenUpload(stored, false))
                .onErrorResume(
                        StoreUpload::leftNoRow,
                        e -> objects.discard(List.of(file)).then(Mono.error(e)))
                .onErrorResume(IdempotencyKeyTakenException.class, taken -> findConcurrent(owner, requestKey));
    }

    /**
     * The upload that an earlier request with this key has made.
     *
     * @return empty if the key is free; fails if it was used for another file, or with {@link UploadException.Gone} if
     *     the upload was deleted since
     */
    Mono<TakenUpload> findEarlier(UserId owner, RequestKey requestKey) {
        return requests.find(owner, requestKey.key(), requestKey.hash())
                .flatMap(id -> table.find(owner, id).switchIfEmpty(Mono.error(() -> new UploadException.Gone(id))))
                .map(stored -> new TakenUpload(stored, true));
    }

    /** Refuses a user who has no room for any photo; a look before the work, since {@link #handle} decides. */
    Mono<Void> refuseUserWithoutRoom(UserId owner) {
        return refuseBeyondLimits(owner, 1);
    }

    /** The limits are looked at under the user's lock, which comes late, so that it is held for a moment only. */
    private Mono<Void> insertWithinLimits(StoredUpload stored, @Nullable RequestKey requestKey) {
        Upload upload = stored.upload();
        return takeKey(upload, requestKey)
                .then(Mono.defer(() -> table.lockOwner(upload.owner())))
                .then(Mono.defer(() -> refuseBeyondLimits(upload.owner(), upload.sizeBytes())))
                .then(Mono.defer(() -> table.insert(stored)))
                .then(Mono.defer(() -> objects.keep(List.of(StoredUploads.keyOf(upload.id())))));
    }

    private Mono<Void> takeKey(Upload upload, @Nullable RequestKey requestKey) {
        return requestKey == null
                ? Mono.empty()
                : requests.take(upload.owner(), requestKey.key(), requestKey.hash(), upload.id());
    }

    private Mono<Void> refuseBeyondLimits(UserId owner, long moreBytes) {
        return table.findUsage(owner)
                .doOnNext(usage -> refuseBeyondLimits(usage, moreBytes))
                .then();
    }

    private void refuseBeyondLimits(UploadTable.Usage usage, long moreBytes) {
        if (usage.unused() >= properties.maxUnused()) {
            throw UploadException.Refused.because(
                    UploadProblem.UPLOAD_TOO_MANY_UNUSED, "limit", properties.maxUnused(), properties.maxUnused());
        }
        if (usage.storedBytes() + moreBytes > properties.maxStoredPerUser().toBytes()) {
            throw new UploadException.StorageFull(usage.storedBytes(), properties.maxStoredPerUser());
        }
    }

    private StoredUpload describe(UserId owner, CleanPhoto photo) {
        UUID id = Ids.next();
        Upload upload = new Upload(id, owner, photo.contentType(), photo.width(), photo.height(), photo.bytes().length);
        return new StoredUpload(
                upload, Sha256.of(photo.bytes()), clock.instant().plus(properties.keepUnused()));
    }

    /** Not after a lost connection: then the row may be there, and its file with it. */
    private static boolean leftNoRow(Throwable error) {
        return error instanceof UploadException || error instanceof IdempotencyKeyTakenException;
    }

    private Mono<TakenUpload> findConcurrent(UserId owner, @Nullable RequestKey requestKey) {
        return Mono.justOrEmpty(requestKey)
                .flatMap(same -> findEarlier(owner, same))
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblem.IDEMPOTENCY_IN_PROGRESS)));
    }

    /**
     * A request that takes effect once.
     *
     * @param hash of the file as it came in, without its name and declared type
     */
    record RequestKey(IdempotencyKey key, BodyHash hash) {}

    /**
     * The answer to a request.
     *
     * @param replayed whether an earlier request made the upload
     */
    record TakenUpload(StoredUpload stored, boolean replayed) {}
}
