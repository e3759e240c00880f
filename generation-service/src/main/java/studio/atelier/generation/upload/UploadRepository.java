package studio.atelier.generation.upload;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;

/** SQL and mapping of uploads and their reservations, nothing else. */
@Repository
public class UploadRepository {

    /** The upload has not expired, or a job keeps it or has kept it until recently. */
    private static final String ALIVE = """
            (u.expires_at > :now
             or exists (select 1 from upload_reservation r where r.upload_id = u.id and r.ends_at > :keptFrom))
            """;

    private static final String FIND = "select u.* from upload u where u.id = :id and u.owner_id = :owner and " + ALIVE;
    private static final String FIND_ALL = "select u.* from upload u where u.id = any(:ids) and " + ALIVE;
    private static final String FIND_ANYONES = "select u.* from upload u where u.id = :id and " + ALIVE;

    /**
     * Held until the end of the transaction, so that two uploads of one user count each other. The lock 0: it does not
     * wait for the lock 42, that of the user's admissions (count_waiting_jobs).
     */
    private static final String LOCK_OWNER = "select pg_advisory_xact_lock(hashtextextended(:owner::text, 0))::text";

    private static final String USAGE = """
            select count(*) filter (where u.expires_at > :now
                                      and not exists (select 1
                                                        from upload_reservation r
                                                       where r.upload_id = u.id)) as unused,
                   coalesce(sum(u.size_bytes), 0)::bigint                       as stored_bytes
              from upload u
             where u.owner_id = :owner
            """;
    private static final String INSERT = """
            insert into upload
                   (id, owner_id, content_type, width, height, size_bytes, sha256, created_at, expires_at)
            values (:id, :owner, :contentType, :width, :height, :sizeBytes, :sha256, :now, :expiresAt)
            """;

    /** Waits for other jobs that are being deleted, so that the next statement sees which reservations remain. */
    private static final String LOCK_OF_JOB = """
            select u.id
              from upload u
             where u.id in (select r.upload_id from upload_reservation r where r.job_id = :job)
             order by u.id
               for update
            """;

    /** Uploads that no other job has used expire at once. */
    private static final String FORGET = """
            with forgotten as (
                delete from upload_reservation where job_id = :job returning upload_id
            )
            update upload u
               set expires_at = least(u.expires_at, :now)
              from forgotten f
             where u.id = f.upload_id
               and not exists (select 1 from upload_reservation r where r.upload_id = u.id and r.job_id <> :job)
            """;

    /** Waits for reservations that are being made, so that the next statement sees them. */
    private static final String LOCK_FOR_DELETION =
            "select u.id from upload u where u.id = :id and u.owner_id = :owner for update";

    private static final String IS_IN_USE =
            "select exists (select 1 from upload_reservation r where r.upload_id = :id and r.ends_at > :now)";
    private static final String DELETE = "delete from upload where id = :id returning id";

    /** Locks rows in the same order as reservations do, so that the two wait and never deadlock. */
    private static final String DELETE_OF_OWNER = """
            with gone as materialized (
                select u.id from upload u where u.owner_id = :owner order by u.id for update
            )
            delete from upload u using gone where u.id = gone.id returning u.id
            """;

    private static final String LOCK_EXPIRED = """
            select u.id
              from upload u
             where u.expires_at <= :now
               and not %s
             order by u.expires_at
             limit :limit
               for update skip locked
            """.formatted(ALIVE);
    private static final String DELETE_EXPIRED =
            "delete from upload u where u.id = any(:ids) and not %s returning u.id".formatted(ALIVE);

    private final DatabaseClient database;
    private final UploadProperties properties;
    private final Clock clock;
    private final StatementBatcher<UUID, UUID, StoredUploadRow> uploads;

    UploadRepository(DatabaseClient database, UploadProperties properties, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.properties = properties;
        this.clock = clock;
        this.uploads = new StatementBatcher<>("find-uploads", BatchLimits.usual(), id -> id, this::findUploads, meters);
    }

    public Mono<StoredUploadRow> findUpload(UserId owner, UUID id) {
        return bindAlive(database.sql(FIND).bind("id", id).bind("owner", owner.value()))
                .map(UploadRepository::toUpload)
                .one();
    }

    /** In the order of the ids. Uploads that are looked for at the same time are read together. */
    Flux<StoredUploadRow> listUploads(UserId owner, Collection<UUID> ids) {
        return Flux.fromIterable(ids)
                .flatMapSequential(uploads::call)
                .filter(found -> found.upload().owner().equals(owner));
    }

    private Mono<Map<UUID, StoredUploadRow>> findUploads(List<UUID> ids) {
        return bindAlive(database.sql(FIND_ALL).bind("ids", toIdArray(ids)))
                .map(UploadRepository::toUpload)
                .all()
                .collectMap(found -> found.upload().id());
    }

    /** For a caller whose signed link permits reading it. */
    Mono<StoredUploadRow> findLinkedUpload(UUID id) {
        return bindAlive(database.sql(FIND_ANYONES).bind("id", id))
                .map(UploadRepository::toUpload)
                .one();
    }

    /** Makes other transactions that lock the same user wait until this one ends. */
    public Mono<Void> lockOwner(UserId owner) {
        return database.sql(LOCK_OWNER).bind("owner", owner.toString()).then();
    }

    public Mono<UploadStorageUsage> findUsage(UserId owner) {
        return database.sql(USAGE)
                .bind("owner", owner.value())
                .bind("now", currentTime())
                .map(row -> new UploadStorageUsage(
                        readRequired(row, "unused", Long.class), readRequired(row, "stored_bytes", Long.class)))
                .one();
    }

    public Mono<Void> insertUpload(StoredUploadRow stored) {
        Upload upload = stored.upload();
        return database.sql(INSERT)
                .bind("id", upload.id())
                .bind("owner", upload.owner().value())
                .bind("contentType", upload.contentType())
                .bind("width", upload.width())
                .bind("height", upload.height())
                .bind("sizeBytes", upload.sizeBytes())
                .bind("sha256", stored.sha256())
                .bind("now", currentTime())
                .bind("expiresAt", toOffsetDateTime(stored.expiresAt()))
                .then();
    }

    Mono<Void> forgetUploads(UUID jobId) {
        return database.sql(LOCK_OF_JOB)
                .bind("job", jobId)
                .then()
                .then(Mono.defer(() -> database.sql(FORGET)
                        .bind("job", jobId)
                        .bind("now", currentTime())
                        .then()));
    }

    Mono<Boolean> isInUse(UUID id) {
        return database.sql(IS_IN_USE)
                .bind("id", id)
                .bind("now", currentTime())
                .mapValue(Boolean.class)
                .one();
    }

    /** Prevents reservations of an upload of this user until the transaction ends; empty if it does not exist. */
    Mono<UUID> lockForDeletion(UserId owner, UUID id) {
        return database.sql(LOCK_FOR_DELETION)
                .bind("id", id)
                .bind("owner", owner.value())
                .mapValue(UUID.class)
                .one();
    }

    Mono<UUID> deleteUpload(UUID id) {
        return database.sql(DELETE).bind("id", id).mapValue(UUID.class).one();
    }

    public Flux<UUID> deleteAllOf(UserId owner) {
        return database.sql(DELETE_OF_OWNER)
                .bind("owner", owner.value())
                .mapValue(UUID.class)
                .all();
    }

    /** Locks the rows, then checks again: a job may have reserved one in the meantime. */
    public Flux<UUID> deleteExpired(int limit) {
        return bindAlive(database.sql(LOCK_EXPIRED).bind("limit", limit))
                .mapValue(UUID.class)
                .all()
                .collectList()
                .flatMapMany(locked -> bindAlive(database.sql(DELETE_EXPIRED).bind("ids", toIdArray(locked)))
                        .mapValue(UUID.class)
                        .all());
    }

    private DatabaseClient.GenericExecuteSpec bindAlive(DatabaseClient.GenericExecuteSpec statement) {
        return statement
                .bind("now", currentTime())
                .bind("keptFrom", toOffsetDateTime(clock.instant().minus(properties.keepUsed())));
    }

    private static StoredUploadRow toUpload(Readable row) {
        Upload upload = new Upload(
                readRequired(row, "id", UUID.class),
                new UserId(readRequired(row, "owner_id", UUID.class)),
                readRequired(row, "content_type", String.class),
                readRequired(row, "width", Integer.class),
                readRequired(row, "height", Integer.class),
                readRequired(row, "size_bytes", Long.class));
        return new StoredUploadRow(
                upload,
                readRequired(row, "sha256", String.class),
                readRequired(row, "expires_at", OffsetDateTime.class).toInstant());
    }

    private OffsetDateTime currentTime() {
        return toOffsetDateTime(clock.instant());
    }

    private static OffsetDateTime toOffsetDateTime(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static UUID[] toIdArray(Collection<UUID> ids) {
        return Set.copyOf(ids).toArray(UUID[]::new);
    }

    /**
     * What a user has stored.
     *
     * @param unused photos that no job has used yet
     * @param storedBytes of all photos that are still stored, used or not
     */
    public record UploadStorageUsage(long unused, long storedBytes) {}
}
