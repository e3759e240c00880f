package studio.atelier.platform.outbox;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements of the relay on the outbox's tables, each committed by itself. */
final class OutboxEventTable {

    private static final String NEXT = """
            select id, event_id, event_type, topic, record_key, payload, traceparent, created_at
              from unnest(:shards) as wanted
             cross join lateral (select * from outbox where shard = wanted order by id limit :limit) as oldest
             order by id
             limit :limit
            """;

    private static final String LEASE = """
            update outbox_lease
               set owner = :owner,
                   leased_until = now() + make_interval(secs => :seconds)
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

    private static final String WAITING = """
            select shard::int
              from unnest(:shards) as shard
             where exists (select from outbox where outbox.shard = shard.shard)
            """;

    private static final String BACKLOG = """
            select count(*) as rows,
                   greatest(0, extract(epoch from now() - min(created_at)))::float8 as seconds
              from (select created_at from outbox order by id limit 10000) as oldest
            """;

    private final DatabaseClient database;

    OutboxEventTable(DatabaseClient database) {
        this.database = database;
    }

    /** The oldest rows of some shards, in order. */
    Flux<OutboxRow> findOldestRows(Set<Integer> shards, int limit) {
        return database.sql(NEXT)
                .bind("shards", shards.toArray(Integer[]::new))
                .bind("limit", limit)
                .map(OutboxEventTable::toRow)
                .all();
    }

    private static OutboxRow toRow(Readable row) {
        return new OutboxRow(
                readRequired(row, "id", Long.class),
                new CloudEventOfRow(
                        readRequired(row, "event_id", UUID.class),
                        readRequired(row, "event_type", String.class),
                        readRequired(row, "created_at", Instant.class)),
                readRequired(row, "topic", String.class),
                readRequired(row, "record_key", String.class),
                readRequired(row, "payload", String.class),
                row.get("traceparent", String.class));
    }

    Mono<Void> deleteRows(Collection<Long> ids) {
        return database.sql("delete from outbox where id = any(:ids)")
                .bind("ids", ids.toArray(Long[]::new))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Renews the owner's leases and takes free ones; returns all shards that it leases. */
    Mono<Set<Integer>> leaseShards(UUID owner, Duration time) {
        return database.sql(LEASE)
                .bind("owner", owner)
                .bind("seconds", (double) time.toSeconds())
                .map(row -> readRequired(row, "shard", Integer.class))
                .all()
                .collect(Collectors.toUnmodifiableSet());
    }

    Mono<Void> releaseShards(UUID owner) {
        return database.sql(RELEASE).bind("owner", owner).fetch().rowsUpdated().then();
    }

    /** Those of the shards that have waiting rows. */
    Flux<Integer> findWaitingShards(Set<Integer> shards) {
        return database.sql(WAITING)
                .bind("shards", shards.toArray(Integer[]::new))
                .map(row -> readRequired(row, "shard", Integer.class))
                .all();
    }

    /** The number of waiting rows, counted to ten thousand. */
    Mono<OutboxBacklogSize> countBacklog() {
        return database.sql(BACKLOG)
                .map(row -> new OutboxBacklogSize(
                        readRequired(row, "rows", Long.class), readRequired(row, "seconds", Double.class)))
                .one();
    }

    record OutboxBacklogSize(long rows, double oldestSeconds) {}

    record CloudEventOfRow(UUID id, String type, Instant createdAt) {}

    record OutboxRow(
            long id,
            CloudEventOfRow event,
            String topic,
            String key,
            String payload,
            @Nullable String traceparent) {}
}
