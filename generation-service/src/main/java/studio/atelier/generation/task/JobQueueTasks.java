package studio.atelier.generation.task;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The tasks that wait in queues and the tasks that are leased to workers. */
@Repository
public class JobQueueTasks {

    /** Positions in the queue are counted up to this one, which means "at least". */
    public static final int COUNTED = 100;

    /** Only queues that have tasks which wait or were left behind; most looks find none. */
    private static final String LOOK = """
            select queue, waiting, left_behind
            from (
                select queue,
                       exists (select 1 from task t where t.queue = served.queue and t.leased_by is null) as waiting,
                       exists (select 1 from task t where t.queue = served.queue and t.leased_by is not null
                               and t.lease_until <= now()) as left_behind
                from unnest(:queues) as served (queue)
            ) look
            where waiting or left_behind
            """;

    /** Rows of several tasks are locked in the order of their jobs, as by the statements that end jobs. */
    private static final String RENEW = """
            with held as materialized (
                select job_id from task
                where leased_by = :worker and job_id = any(:held)
                order by job_id
                for no key update
            )
            update task
            set lease_until = clock_timestamp() + cast(:lease as interval)
            from held
            where task.job_id = held.job_id
            returning task.job_id, task.epoch
            """;

    private static final String PUT_BACK = """
            update task
            set leased_by = null, lease_until = null, epoch = epoch + 1, not_before = now() + cast(:wait as interval)
            where job_id = :job and epoch = :epoch
            """;

    private static final String FREE_ALL = """
            with held as materialized (
                select job_id from task where leased_by = :worker order by job_id for no key update
            )
            update task
            set leased_by = null, lease_until = null, epoch = epoch + 1
            from held
            where task.job_id = held.job_id
            """;

    private static final String POSITION = """
            select 1 + (
                select count(*)
                from (
                    select 1
                    from task t
                    where t.queue = mine.queue and t.leased_by is null and (t.tag, t.job_id) < (mine.tag, mine.job_id)
                    limit %d
                ) before
            ) as place,
            q.paused and (q.paused_until is null or q.paused_until > now()) as paused,
            q.paused_until
            from task mine join queue q on q.name = mine.queue
            where mine.job_id = :job and mine.leased_by is null
            """.formatted(COUNTED - 1);

    private static final String FRONT = """
            select job_id, user_id, row_number() over (order by tag, job_id) as place
            from (
                select job_id, user_id, tag from task
                where queue = :queue and leased_by is null
                order by tag, job_id
                limit %d
            ) front
            order by place
            """.formatted(COUNTED);

    private final DatabaseClient database;
    private final JobQueueProperties queues;

    JobQueueTasks(DatabaseClient database, JobQueueProperties queues) {
        this.database = database;
        this.queues = queues;
    }

    /** Looks for tasks of some queues that a worker could claim or take over. */
    public Flux<QueueLook> lookAtQueues(Collection<String> names) {
        return database.sql(LOOK)
                .bind("queues", names.toArray(String[]::new))
                .map(row -> new QueueLook(
                        readRequired(row, "queue", String.class),
                        readRequired(row, "waiting", Boolean.class),
                        readRequired(row, "left_behind", Boolean.class)))
                .all();
    }

    /**
     * Renews the worker's leases on these jobs; those not returned are lost. A lease that the worker does not know of,
     * because the response to its claim was lost, expires.
     */
    public Flux<RenewedTaskLease> renewLeases(UUID worker, Collection<UUID> held) {
        return database.sql(RENEW)
                .bind("worker", worker)
                .bind("held", held.toArray(UUID[]::new))
                .bind("lease", toInterval(queues.lease()))
                .map(row -> new RenewedTaskLease(
                        readRequired(row, "job_id", UUID.class), readRequired(row, "epoch", Long.class)))
                .all();
    }

    /** Releases a task to be claimed again after this long; false if the lease is lost. */
    public Mono<Boolean> putBack(TaskLease lease, Duration wait) {
        return database.sql(PUT_BACK)
                .bind("job", lease.jobId())
                .bind("epoch", lease.epoch())
                .bind("wait", toInterval(wait))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Releases everything the worker holds, for others to claim at once. */
    public Mono<Long> freeAll(UUID worker) {
        return database.sql(FREE_ALL).bind("worker", worker).fetch().rowsUpdated();
    }

    /** Place in the queue; empty if the job does not wait. */
    public Mono<TaskQueuePlace> findPlace(UUID jobId) {
        return database.sql(POSITION)
                .bind("job", jobId)
                .map(row -> new TaskQueuePlace(
                        toPlaceNumber(row),
                        readRequired(row, "paused", Boolean.class),
                        readOptional(row, "paused_until", Instant.class)))
                .one();
    }

    private static int toPlaceNumber(Readable row) {
        return readRequired(row, "place", Long.class).intValue();
    }

    /** The first tasks of a queue, in order. */
    public Flux<WaitingTaskPlace> listFirstTasks(String queue) {
        return database.sql(FRONT)
                .bind("queue", queue)
                .map(row -> new WaitingTaskPlace(
                        readRequired(row, "job_id", UUID.class),
                        new UserId(readRequired(row, "user_id", UUID.class)),
                        readRequired(row, "place", Long.class).intValue()))
                .all();
    }

    /**
     * The place of a waiting job.
     *
     * @param number 1 for the next to run, counted to {@value #COUNTED}
     * @param paused whether no task of the queue is started now
     * @param pausedUntil when a paused queue resumes by itself; null if an operator must resume it
     */
    public record TaskQueuePlace(
            int number, boolean paused, @Nullable Instant pausedUntil) {}

    /**
     * A queue that has tasks to claim or to take over.
     *
     * @param waiting whether tasks wait
     * @param leftBehind whether the leases of tasks have ended, so that they may be taken over
     */
    public record QueueLook(String queue, boolean waiting, boolean leftBehind) {}

    /** A lease that still holds. */
    public record RenewedTaskLease(UUID jobId, long epoch) {}

    /** A waiting task and its place. */
    public record WaitingTaskPlace(UUID jobId, UserId user, int place) {}
}
