package studio.atelier.generation.task;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The worker processes. A worker that has not been seen for the length of a lease counts as dead. */
@Repository
public class WorkerRegistry {

    private static final String SEEN = """
            insert into worker (id, host, queues, slots, in_use)
            values (:id, :host, :queues, :slots, :inUse)
            on conflict (id) do update set in_use = excluded.in_use, seen_at = now()
            """;

    private final DatabaseClient database;
    private final JobQueueProperties properties;

    WorkerRegistry(DatabaseClient database, JobQueueProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /** Records that the worker is alive and how many of its slots it uses. */
    public Mono<Void> saveHeartbeat(UUID id, String host, Collection<String> queues, int slots, int inUse) {
        return database.sql(SEEN)
                .bind("id", id)
                .bind("host", host)
                .bind("queues", queues.toArray(String[]::new))
                .bind("slots", slots)
                .bind("inUse", inUse)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Deletes a worker that has stopped. */
    public Mono<Void> deleteWorker(UUID id) {
        return database.sql("delete from worker where id = :id")
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** The live workers. */
    public Flux<RegisteredWorker> listLiveWorkers() {
        return database.sql("select * from worker where seen_at > now() - cast(:lease as interval) order by started_at")
                .bind("lease", toInterval(properties.lease()))
                .map(WorkerRegistry::toWorker)
                .all();
    }

    /** Deletes workers that have not been seen for an hour. */
    public Mono<Long> deleteDeadWorkers() {
        return database.sql("delete from worker where seen_at < now() - interval '1 hour'")
                .fetch()
                .rowsUpdated();
    }

    private static RegisteredWorker toWorker(Readable row) {
        return new RegisteredWorker(
                readRequired(row, "id", UUID.class),
                readRequired(row, "host", String.class),
                List.of(readRequired(row, "queues", String[].class)),
                readRequired(row, "slots", Integer.class),
                readRequired(row, "in_use", Integer.class),
                readRequired(row, "started_at", Instant.class),
                readRequired(row, "seen_at", Instant.class));
    }

    /**
     * A worker process.
     *
     * @param slots tasks it runs at once in each queue
     * @param inUse tasks it runs now, in all queues
     */
    public record RegisteredWorker(
            UUID id, String host, List<String> queues, int slots, int inUse, Instant startedAt, Instant seenAt) {}
}
