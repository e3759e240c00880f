package studio.atelier.generation.objectstore;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;

/**
 * Stores files and tracks whether a row refers to them. A file is announced in the table before it is written, kept by
 * the transaction that writes the row that refers to it, and discarded by the one that deletes that row. After a crash
 * at any point, no row refers to a missing file, and a file that no row refers to is removed eventually.
 */
@Repository
public class StoredObjects {

    private static final String ANNOUNCE = """
            insert into stored_object (object_key, state, due_at)
            select name, 'EXPECTED', :due from unnest(:keys) as name order by name
            on conflict (object_key) do update
               set state  = 'EXPECTED',
                   due_at = greatest(stored_object.due_at, excluded.due_at)
             where stored_object.state <> 'KEPT'
            """;
    private static final String KEEP = """
            update stored_object
               set state = 'KEPT'
             where object_key = any(:keys)
               and state <> 'DISCARDED'
            """;
    private static final String DISCARD = """
            update stored_object
               set state  = 'DISCARDED',
                   due_at = :now
             where object_key = any(:keys)
            """;
    private static final String LOCK_DUE = """
            select object_key
              from stored_object
             where state <> 'KEPT'
               and due_at <= :now
             order by due_at
             limit :limit
               for update skip locked
            """;
    private static final String FORGET = "delete from stored_object where object_key = :key";
    private static final int BATCH = 50;

    private final ObjectStore store;
    private final DatabaseClient database;
    private final DatabaseTransactions transactions;
    private final ObjectStoreProperties properties;
    private final Clock clock;
    private final StatementBatcher<List<String>, String, Boolean> announcements;

    StoredObjects(
            ObjectStore store,
            DatabaseClient database,
            DatabaseTransactions transactions,
            ObjectStoreProperties properties,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.database = database;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
        this.announcements = new StatementBatcher<>(
                "announce-files", BatchLimits.usual(), List::getFirst, this::announceObjects, meters);
    }

    /**
     * Makes files durable. No row refers to them yet: without {@link #keepObjects} they are removed after
     * {@code atelier.object-store.claim-within}. Repeatable. Must not be called inside a transaction.
     *
     * @return fails with {@link ObjectStoreException}; some of the files may exist then
     */
    public Mono<Void> writeObjects(Map<StoredObjectKey, byte[]> files) {
        return announcements
                .call(toNames(files.keySet()))
                .thenMany(Flux.fromIterable(files.entrySet()))
                .concatMap(file -> store.putObject(file.getKey(), file.getValue()))
                .then();
    }

    /**
     * Keeps files, within the transaction that writes the row that refers to them. Repeatable.
     *
     * @return fails with {@link IllegalStateException} if one has been removed: write it again
     */
    public Mono<Void> keepObjects(Collection<StoredObjectKey> keys) {
        return database.sql(KEEP)
                .bind("keys", toNameArray(keys))
                .fetch()
                .rowsUpdated()
                .flatMap(kept -> kept == keys.size() ? Mono.empty() : Mono.error(objectsGone(keys)));
    }

    /**
     * Discards files, within the transaction that deletes the row that refers to them. {@link #removeDue} removes them
     * after its commit. Repeatable.
     */
    public Mono<Void> discardObjects(Collection<StoredObjectKey> keys) {
        return database.sql(DISCARD)
                .bind("keys", toNameArray(keys))
                .bind("now", toOffsetDateTime(clock.instant()))
                .then();
    }

    /** Reads a file; fails with {@link ObjectStoreException} before the first buffer if it cannot. */
    public Flux<DataBuffer> readObject(StoredObjectKey key) {
        return store.readObject(key);
    }

    /** Reads a whole file, up to a number of bytes; fails with {@link ObjectStoreException}. */
    public Mono<byte[]> readWhole(StoredObjectKey key, int limitBytes) {
        return DataBufferUtils.join(store.readObject(key), limitBytes).map(StoredObjects::toBytes);
    }

    /** Removes the files that no row refers to and returns how many. Repeatable; concurrent calls share the work. */
    public Mono<Long> removeDue() {
        return transactions.runInBatches(BATCH, this::removeBatch);
    }

    private Mono<Map<String, Boolean>> announceObjects(List<List<String>> files) {
        return database.sql(ANNOUNCE)
                .bind("keys", files.stream().flatMap(List::stream).distinct().toArray(String[]::new))
                .bind("due", toOffsetDateTime(clock.instant().plus(properties.claimWithin())))
                .fetch()
                .rowsUpdated()
                .thenReturn(Map.of());
    }

    private static List<String> toNames(Collection<StoredObjectKey> keys) {
        return keys.stream().map(StoredObjectKey::toString).sorted().toList();
    }

    private static String[] toNameArray(Collection<StoredObjectKey> keys) {
        return toNames(keys).toArray(String[]::new);
    }

    /** The row stays locked while its file is removed: a writer of the same object waits, and then starts anew. */
    private Mono<Long> removeBatch(int limit) {
        return database.sql(LOCK_DUE)
                .bind("now", toOffsetDateTime(clock.instant()))
                .bind("limit", limit)
                .mapValue(String.class)
                .all()
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::removeObject)
                .count();
    }

    private Mono<String> removeObject(String key) {
        return store.deleteObject(StoredObjectKey.parse(key))
                .then(Mono.defer(() -> database.sql(FORGET).bind("key", key).then()))
                .thenReturn(key);
    }

    private static OffsetDateTime toOffsetDateTime(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static byte[] toBytes(DataBuffer buffer) {
        byte[] content = new byte[buffer.readableByteCount()];
        buffer.read(content);
        DataBufferUtils.release(buffer);
        return content;
    }

    private static IllegalStateException objectsGone(Collection<StoredObjectKey> keys) {
        return new IllegalStateException("Files were removed before a row referred to them: " + keys);
    }
}
