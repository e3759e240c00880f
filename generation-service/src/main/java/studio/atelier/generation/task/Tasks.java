package studio.atelier.generation.task;

import static studio.atelier.generation.database.Intervals.interval;
import static studio.atelier.platform.database.Columns.nullable;
import static studio.atelier.platform.database.Columns.optional;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.trace.CurrentWork;

/** The work that waits and the work that is with workers. */
@Component
public class Tasks {

    /** Places in the queue are counted up to this one; from there on it is "at least". */
    public static final int COUNTED = 100;

    private static final String ENQUEUE = """
            select enqueue_task(:job, :lane, :user, :weight, :runLimit, %d, :traceparent) as place
            """.formatted(COUNTED);

    private static final String CLAIM = """
            select * from claim_tasks(:lane, :worker, :permits, cast(:lease as interval),
                                      cast(:rate as integer), cast(:period as interval))
            """;

    private static final String TAKE_OVER = """
            update task t
            set leased_by = :worker, lease_until = clock_timestamp() + cast(:lease as interval), epoch = t.epoch + 1
            from (
                select job_id from task
                where lane = :lane and leased_by is not null and lease_until <= now()
                order by lease_until
                limit :permits
                for update skip locked
            ) silent
            where t.job_id = silent.job_id
            returning t.*
            """;

    private static final String RENEW = """
            update task
            set lease_until = clock_timestamp() + cast(:lease as interval)
            where leased_by = :worker and job_id = any(:held)
            returning job_id, epoch
            """;

    private static final String PUT_BACK = """
            update task
            set leased_by = null, lease_until = null, epoch = epoch + 1, lane = :lane,
                not_before = now() + cast(:wait as interval)
            where job_id = :job and epoch = :epoch
            """;

    private static final String FREE_ALL = """
            update task
            set leased_by = null, lease_until = null, epoch = epoch + 1
            where leased_by = :worker
            """;

    private static final String POSITION = """
            select 1 + (
                select count(*)
                from (
                    select 1
                    from task t
                    where t.lane = mine.lane and t.leased_by is null and (t.tag, t.job_id) < (mine.tag, mine.job_id)
                    limit %d
                ) before
            ) as place,
            l.paused and (l.paused_until is null or l.paused_until > now()) as paused,
            l.paused_until
            from task mine join lane l on l.name = mine.lane
            where mine.job_id = :job and mine.leased_by is null
            """.formatted(COUNTED - 1);

    private static final String FRONT = """
            select job_id, user_id, row_number() over (order by tag, job_id) as place
            from (
                select job_id, user_id, tag from task
                where lane = :lane and leased_by is null
                order by tag, job_id
                limit %d
            ) front
            order by place
            """.formatted(COUNTED);

    private final DatabaseClient database;
    private final LaneProperties lanes;

    Tasks(DatabaseClient database, LaneProperties lanes) {
        this.database = database;
        this.lanes = lanes;
    }

    /**
     * Serialises what one user starts, until the end of the caller's transaction: limits and turns are decided under
     * it.
     */
    public Mono<Void> lockUser(UserId user) {
        return database.sql("select pg_advisory_xact_lock(hashtextextended(:user, 42))")
                .bind("user", user.toString())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /**
     * Puts a job into its lane, within the caller's transaction; from then on it holds the user's lock. Repeatable.
     *
     * @return its number in the queue, as of {@link Place}
     */
    public Mono<Integer> enqueue(UUID jobId, UserId user, String lane, Share share) {
        return Mono.defer(() -> database.sql(ENQUEUE)
                .bind("job", jobId)
                .bind("lane", lane)
                .bind("user", user.value())
                .bind("weight", share.weight())
                .bind("runLimit", share.running())
                .bind("traceparent", nullable(CurrentWork.traceparent(), String.class))
                .map(Tasks::place)
                .one());
    }

    /** Removes the task of a job that has ended, within the caller's transaction, after the job's row. */
    public Mono<Boolean> remove(UUID jobId) {
        return database.sql("delete from task where job_id = :job")
                .bind("job", jobId)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Removes the task under a lease, within the caller's transaction, after the job's row; false if it was lost. */
    public Mono<Boolean> remove(UUID jobId, long epoch) {
        return database.sql("delete from task where job_id = :job and epoch = :epoch")
                .bind("job", jobId)
                .bind("epoch", epoch)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Claims waiting tasks for the worker, first come by turn; at most this many. */
    public Flux<Lease> claim(String lane, UUID worker, int permits) {
        return database.sql(CLAIM)
                .bind("lane", lane)
                .bind("worker", worker)
                .bind("permits", permits)
                .bind("lease", interval(lanes.lease()))
                .bind("rate", nullable(lanes.rateOf(lane), Integer.class))
                .bind("period", interval(lanes.ratePeriodOf(lane)))
                .map(row -> lease(row, false))
                .all();
    }

    /** Takes tasks over from workers that fell silent; at most this many. */
    public Flux<Lease> takeOver(String lane, UUID worker, int permits) {
        return database.sql(TAKE_OVER)
                .bind("lane", lane)
                .bind("worker", worker)
                .bind("permits", permits)
                .bind("lease", interval(lanes.lease()))
                .map(row -> lease(row, true))
                .all();
    }

    /**
     * Renews the worker's leases on these jobs; what does not come back is lost. One that the worker has and does not
     * know of, because the answer to its claim was lost, runs out.
     */
    public Flux<Renewed> renew(UUID worker, Collection<UUID> held) {
        return database.sql(RENEW)
                .bind("worker", worker)
                .bind("held", held.toArray(UUID[]::new))
                .bind("lease", interval(lanes.lease()))
                .map(row -> new Renewed(required(row, "job_id", UUID.class), required(row, "epoch", Long.class)))
                .all();
    }

    /**
     * Lets go of a task so that it is claimed again, after this long, maybe from another lane; false if it was lost.
     */
    public Mono<Boolean> putBack(Lease lease, String lane, Duration wait) {
        return database.sql(PUT_BACK)
                .bind("job", lease.jobId())
                .bind("epoch", lease.epoch())
                .bind("lane", lane)
                .bind("wait", interval(wait))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Lets go of everything the worker holds, for others to claim at once. */
    public Mono<Long> freeAll(UUID worker) {
        return database.sql(FREE_ALL).bind("worker", worker).fetch().rowsUpdated();
    }

    /** Place in the queue; empty if the job does not wait. */
    public Mono<Place> position(UUID jobId) {
        return database.sql(POSITION)
                .bind("job", jobId)
                .map(row -> new Place(
                        place(row),
                        required(row, "paused", Boolean.class),
                        optional(row, "paused_until", Instant.class)))
                .one();
    }

    private static int place(Readable row) {
        return required(row, "place", Long.class).intValue();
    }

    /** The first of a lane, in order. */
    public Flux<Waiting> front(String lane) {
        return database.sql(FRONT)
                .bind("lane", lane)
                .map(row -> new Waiting(
                        required(row, "job_id", UUID.class),
                        new UserId(required(row, "user_id", UUID.class)),
                        required(row, "place", Long.class).intValue()))
                .all();
    }

    private static Lease lease(Readable row, boolean takenOver) {
        return new Lease(
                required(row, "job_id", UUID.class),
                required(row, "lane", String.class),
                new UserId(required(row, "user_id", UUID.class)),
                required(row, "epoch", Long.class),
                required(row, "enqueued_at", Instant.class),
                row.get("traceparent", String.class),
                takenOver);
    }

    /**
     * Where a job waits.
     *
     * @param number 1 for the next, counted to {@value #COUNTED}
     * @param paused whether nothing of the queue is started now
     * @param pausedUntil when a paused queue goes on by itself; null until somebody resumes it
     */
    public record Place(
            int number, boolean paused, @Nullable Instant pausedUntil) {}

    /** A lease that still holds. */
    public record Renewed(UUID jobId, long epoch) {}

    /** A task and its place. */
    public record Waiting(UUID jobId, UserId user, int place) {}
}
