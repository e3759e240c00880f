package studio.atelier.generation.upload;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.erasure.PersonalDataStore;
import studio.atelier.generation.link.LinkableFileStore;
import studio.atelier.generation.link.LinkedFile;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.objectstore.StoredObjects;
import studio.atelier.platform.database.DatabaseTransactions;

/** Uploads as rows and files. */
@Component
public class StoredUserUploads implements UserUploads, LinkableFileStore, PersonalDataStore {

    /** A photo of 5 MB can grow when it is encoded anew. */
    private static final int READ_LIMIT_BYTES = 256 * 1024 * 1024;

    private static final int EXPIRY_BATCH = 200;

    private final UploadRepository table;
    private final StoredObjects objects;
    private final DatabaseTransactions transactions;

    StoredUserUploads(UploadRepository table, StoredObjects objects, DatabaseTransactions transactions) {
        this.table = table;
        this.objects = objects;
        this.transactions = transactions;
    }

    public static StoredObjectKey keyOf(UUID uploadId) {
        return new StoredObjectKey("uploads", uploadId, "photo");
    }

    @Override
    public Mono<Upload> findUpload(UserId owner, UUID uploadId) {
        return table.findUpload(owner, uploadId).map(StoredUploadRow::upload);
    }

    @Override
    public Mono<List<Upload>> listUploads(UserId owner, List<UUID> uploadIds) {
        return table.listUploads(owner, uploadIds).map(StoredUploadRow::upload).collectList();
    }

    @Override
    public Mono<Void> forgetFor(UUID jobId) {
        return table.forgetUploads(jobId);
    }

    @Override
    public Mono<byte[]> readUpload(Upload upload) {
        return objects.readWhole(keyOf(upload.id()), READ_LIMIT_BYTES);
    }

    @Override
    public Set<LinkedFileVariant> linkedVariants() {
        return Set.of(LinkedFileVariant.UPLOAD);
    }

    @Override
    public Mono<LinkedFile> findLinkedFile(UUID id, LinkedFileVariant variant) {
        return table.findLinkedUpload(id).map(StoredUserUploads::toLinkedFile);
    }

    @Override
    public Mono<Void> eraseUser(UserId user) {
        return discardFiles(table.deleteAllOf(user)).then();
    }

    /**
     * Deletes an upload of this user; its file is removed after the commit.
     *
     * @return emits whether it existed; fails with {@link UploadException.UploadInUseException} while a job needs it
     */
    public Mono<Boolean> deleteUpload(UserId owner, UUID uploadId) {
        return transactions.runInTransaction(table.lockForDeletion(owner, uploadId)
                .delayUntil(this::refuseInUse)
                .flatMap(id -> discardFiles(table.deleteUpload(id).flux()))
                .hasElement());
    }

    /** Deletes expired uploads and returns how many. */
    Mono<Long> deleteExpired() {
        return transactions.runInBatches(EXPIRY_BATCH, limit -> discardFiles(table.deleteExpired(limit)));
    }

    private Mono<Void> refuseInUse(UUID uploadId) {
        return table.isInUse(uploadId)
                .flatMap(inUse -> inUse ? Mono.error(UploadException.UploadInUseException::new) : Mono.empty());
    }

    private Mono<Long> discardFiles(Flux<UUID> deleted) {
        return deleted.map(StoredUserUploads::keyOf)
                .collectList()
                .flatMap(keys -> objects.discardObjects(keys).thenReturn((long) keys.size()));
    }

    private static LinkedFile toLinkedFile(StoredUploadRow stored) {
        Upload upload = stored.upload();
        return new LinkedFile(keyOf(upload.id()), upload.contentType(), upload.sizeBytes(), stored.sha256(), null);
    }
}
