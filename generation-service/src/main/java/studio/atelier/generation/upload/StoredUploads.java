package studio.atelier.generation.upload;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.erasure.PersonalData;
import studio.atelier.generation.link.LinkedFile;
import studio.atelier.generation.link.LinkedFiles;
import studio.atelier.generation.link.Variant;
import studio.atelier.generation.objectstore.ObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.platform.database.Transactions;

/** Uploads as rows and files. */
@Component
class StoredUploads implements Uploads, LinkedFiles, PersonalData {

    /** A photo of 5 MB can grow when it is written anew. */
    private static final int READ_LIMIT_BYTES = 256 * 1024 * 1024;

    private static final int EXPIRY_BATCH = 200;

    private final UploadTable table;
    private final StoredObjects objects;
    private final Transactions transactions;

    StoredUploads(UploadTable table, StoredObjects objects, Transactions transactions) {
        this.table = table;
        this.objects = objects;
        this.transactions = transactions;
    }

    static ObjectKey keyOf(UUID uploadId) {
        return new ObjectKey("uploads", uploadId, "photo");
    }

    @Override
    public Mono<Upload> find(UserId owner, UUID uploadId) {
        return table.find(owner, uploadId).map(StoredUpload::upload);
    }

    @Override
    public Mono<List<Upload>> find(UserId owner, List<UUID> uploadIds) {
        return table.find(owner, uploadIds)
                .map(StoredUpload::upload)
                .collectMap(Upload::id)
                .map(found -> uploadIds.stream()
                        .map(found::get)
                        .filter(Objects::nonNull)
                        .toList());
    }

    @Override
    public Mono<Void> reserveFor(UUID jobId, Collection<UUID> uploadIds) {
        Set<UUID> ids = Set.copyOf(uploadIds);
        return ids.isEmpty()
                ? Mono.empty()
                : table.reserve(jobId, ids).collectList().flatMap(found -> missing(ids, found));
    }

    @Override
    public Mono<Void> releaseFor(UUID jobId) {
        return table.release(jobId);
    }

    @Override
    public Mono<Void> forgetFor(UUID jobId) {
        return table.forget(jobId);
    }

    @Override
    public Mono<byte[]> read(Upload upload) {
        return objects.readWhole(keyOf(upload.id()), READ_LIMIT_BYTES);
    }

    @Override
    public Set<Variant> variants() {
        return Set.of(Variant.UPLOAD);
    }

    @Override
    public Mono<LinkedFile> find(UUID id, Variant variant) {
        return table.find(id).map(StoredUploads::linked);
    }

    @Override
    public Mono<Void> erase(UserId person) {
        return discard(table.deleteAllOf(person)).then();
    }

    /**
     * Deletes an upload of this user; its file goes after the commit.
     *
     * @return completes, or is empty of effect and emits false, if it was not there; fails with
     *     {@link UploadException.InUse} while a job needs it
     */
    Mono<Boolean> delete(UserId owner, UUID uploadId) {
        return transactions.run(table.lockForDeletion(owner, uploadId)
                .delayUntil(this::refuseInUse)
                .flatMap(id -> discard(table.delete(id).flux()))
                .hasElement());
    }

    /** Deletes uploads that have expired, and says how many. */
    Mono<Long> deleteExpired() {
        return transactions.runInBatches(EXPIRY_BATCH, limit -> discard(table.deleteExpired(limit)));
    }

    private Mono<Void> refuseInUse(UUID uploadId) {
        return table.isInUse(uploadId).flatMap(inUse -> inUse ? Mono.error(UploadException.InUse::new) : Mono.empty());
    }

    private Mono<Long> discard(Flux<UUID> deleted) {
        return deleted.map(StoredUploads::keyOf)
                .collectList()
                .flatMap(keys -> objects.discard(keys).thenReturn((long) keys.size()));
    }

    private static Mono<Void> missing(Set<UUID> wanted, List<UUID> found) {
        Set<UUID> missing = new HashSet<>(wanted);
        found.forEach(missing::remove);
        return Mono.justOrEmpty(missing.stream().findFirst()).flatMap(id -> Mono.error(new UploadException.Gone(id)));
    }

    private static LinkedFile linked(StoredUpload stored) {
        Upload upload = stored.upload();
        return new LinkedFile(keyOf(upload.id()), upload.contentType(), upload.sizeBytes(), stored.sha256(), null);
    }
}
