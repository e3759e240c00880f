package studio.atelier.platform.outbox;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements of the relay on the outbox's tables, each committed by itself. */
final class OutboxEventTable {

    /** How many shards there are; checked by the table. */
    static final int SHARDS = 16;

    /** The rows to delete are still visible to the query beside the deletion. */
    private static final String REPLACE = """
            with published as (
                delete from outbox where shard = any(:publishedShards) and id = any(:publishedIds)
            )
            select id, shard, event_id, event_type, topic, record_key, payload, traceparent, created_at
              from unnest(:shards) as wanted
             cross join lateral (select *
                                   from outbox
                                  where outbox.shard = wanted and id <> all(:publishedIds)
                                  order by id
                                  limit :limit) as oldest
             order by id
             limit :limit
            """;

    private static final String LEASE = """
            update outbox_lease
               set owner = :owner,
                   leased_until = now() + cast(:interval as interval)
             where shard in (select shard
                               from outbox_lease
                              where owner = :owner
                                 or leased_until < now()
                              order by shard
                                for update skip locked)
            returning shard
            """;

    private static final String RELEASE =
            "update outbox_lease set owner = null, leased_until = '-infinity' where owner = :owner";

    private static final String BACKLOG = """
            select (select count(*) from (select from outbox limit 10000) as counted) as rows,
                   greatest(0, extract(epoch from now() - min(created_at)))::float8 as seconds
              from generate_series(0, :shards - 1) as wanted
             cross join lateral (select created_at
                                   from outbox
                                  where outbox.shard = wanted
                                  order by id
                                  limit 1) as oldest
            """;

    private final DatabaseClient database;

    OutboxEventTable(DatabaseClient database) {
        this.database = database;
    }

    /** Deletes published rows and returns the oldest of the others in some shards, in order. */
    Flux<OutboxRow> replaceRows(Set<OutboxRowKey> published, Set<Integer> shards, int limit) {
        return database.sql(REPLACE)
                .bind(
                        "publishedShards",
                        published.stream().map(OutboxRowKey::shard).distinct().toArray(Integer[]::new))
                .bind("publishedIds", published.stream().map(OutboxRowKey::id).toArray(Long[]::new))
                .bind("shards", shards.toArray(Integer[]::new))
                .bind("limit", limit)
                .map(OutboxEventTable::toRow)
                .all();
    }

    private static OutboxRow toRow(Readable row) {
        return new OutboxRow(
                new OutboxRowKey(readRequired(row, "shard", Short.class), readRequired(row, "id", Long.class)),
                new CloudEventOfRow(
                        readRequired(row, "event_id", UUID.class),
                        readRequired(row, "event_type", String.class),
                        readRequired(row, "created_at", Instant.class)),
                readRequired(row, "topic", String.class),
                readRequired(row, "record_key", String.class),
                readRequired(row, "payload", String.class),
                row.get("traceparent", String.class));
    }

    /** Renews the owner's leases and takes free ones; returns all shards that it leases. */
    Mono<Set<Integer>> leaseShards(UUID owner, Duration time) {
        return database.sql(LEASE)
                .bind("owner", owner)
                .bind("interval", toInterval(time))
                .map(row -> readRequired(row, "shard", Integer.class))
                .all()
                .collect(Collectors.toUnmodifiableSet());
    }

    Mono<Void> releaseShards(UUID owner) {
        return database.sql(RELEASE).bind("owner", owner).fetch().rowsUpdated().then();
    }

    /** The number of waiting rows, counted to ten thousand. */
    Mono<OutboxBacklogSize> countBacklog() {
        return database.sql(BACKLOG)
                .bind("shards", SHARDS)
                .map(row -> new OutboxBacklogSize(
                        readRequired(row, "rows", Long.class), readRequired(row, "seconds", Double.class)))
                .one();
    }

    record OutboxBacklogSize(long rows, double oldestSeconds) {}

    record CloudEventOfRow(UUID id, String type, Instant createdAt) {}

    /**
     * The key of a row.
     *
     * @param id unique among all shards
     */
    record OutboxRowKey(int shard, long id) {}

    record OutboxRow(
            OutboxRowKey key,
            CloudEventOfRow event,
            String topic,
            String recordKey,
            String payload,
            @Nullable String traceparent) {}
}
