package studio.atelier.generation.task;

import static studio.atelier.generation.database.Intervals.interval;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who works. A worker that has not been seen for the length of a lease counts as dead. */
@Component
public class Workers {

    private static final String SEEN = """
            insert into worker (id, host, lanes, permits, in_use)
            values (:id, :host, :lanes, :permits, :inUse)
            on conflict (id) do update set in_use = excluded.in_use, seen_at = now()
            """;

    private final DatabaseClient database;
    private final LaneProperties properties;

    Workers(DatabaseClient database, LaneProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /** The worker is alive and uses this many of its slots. */
    public Mono<Void> seen(UUID id, String host, Collection<String> lanes, int permits, int inUse) {
        return database.sql(SEEN)
                .bind("id", id)
                .bind("host", host)
                .bind("lanes", lanes.toArray(String[]::new))
                .bind("permits", permits)
                .bind("inUse", inUse)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** The worker has stopped. */
    public Mono<Void> gone(UUID id) {
        return database.sql("delete from worker where id = :id")
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** The workers alive. */
    public Flux<Worker> alive() {
        return database.sql("select * from worker where seen_at > now() - cast(:lease as interval) order by started_at")
                .bind("lease", interval(properties.lease()))
                .map(Workers::read)
                .all();
    }

    /** Forgets the dead. */
    public Mono<Long> forgetDead() {
        return database.sql("delete from worker where seen_at < now() - interval '1 hour'")
                .fetch()
                .rowsUpdated();
    }

    private static Worker read(Readable row) {
        return new Worker(
                required(row, "id", UUID.class),
                required(row, "host", String.class),
                List.of(required(row, "lanes", String[].class)),
                required(row, "permits", Integer.class),
                required(row, "in_use", Integer.class),
                required(row, "started_at", Instant.class),
                required(row, "seen_at", Instant.class));
    }

    /**
     * A worker process.
     *
     * @param permits tasks it runs at once in each lane
     * @param inUse tasks it runs now, in all lanes
     */
    public record Worker(
            UUID id, String host, List<String> lanes, int permits, int inUse, Instant startedAt, Instant seenAt) {}
}
