package studio.atelier.generation.task;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** The queues: their state, their rate and their pauses. */
@Repository
public class JobQueues {

    private static final Logger log = LoggerFactory.getLogger(JobQueues.class);

    /** Waiting and running tasks are counted up to this number. */
    private static final int COUNTED = 10_000;

    private static final String STATES = """
            select q.name, q.pause_reason, q.paused_until,
                   q.paused and (q.paused_until is null or q.paused_until > now()) as paused,
                   (select count(*) from (select 1 from task t
                     where t.queue = q.name and t.leased_by is null limit %1$d) w) as waiting,
                   (select count(*) from (select 1 from task t
                     where t.queue = q.name and t.leased_by is not null limit %1$d) r) as running,
                   (select t.enqueued_at from task t
                     where t.queue = q.name and t.leased_by is null order by t.tag, t.job_id limit 1) as first_since
            from queue q
            """.formatted(COUNTED);

    /** Two workers that pause the queue until the same time of their clocks pass lengths that differ a little. */
    private static final String PAUSE = """
            with before as (
                select name, paused and (paused_until is null or paused_until > clock_timestamp()) as was_paused
                from queue where name = :queue for update
            )
            update queue q
            set paused = true, pause_reason = :reason, paused_at = clock_timestamp(),
                paused_until = clock_timestamp() + cast(:length as interval)
            from before
            where q.name = before.name
              and (cast(:length as interval) is null or not q.paused
                   or q.paused_until + interval '1 second' < clock_timestamp() + cast(:length as interval))
            returning before.was_paused, q.paused_until
            """;

    private static final String RESUME = """
            with before as (select name, paused as was_paused from queue where %s for update)
            update queue q
            set paused = false, pause_reason = null, paused_at = null, paused_until = null
            from before
            where q.name = before.name
            returning q.name, before.was_paused
            """;

    private final DatabaseClient database;
    private final DatabaseTransactions transactions;
    private final TransactionalOutbox outbox;
    private final JobQueueProperties properties;
    private final Clock clock;

    JobQueues(
            DatabaseClient database,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox,
            JobQueueProperties properties,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.properties = properties;
        this.clock = clock;
    }

    /** Makes sure that these queues exist. */
    public Mono<Void> ensureQueues(Collection<String> names) {
        return Flux.fromIterable(names)
                .concatMap(name -> database.sql("insert into queue (name) values (:name) on conflict do nothing")
                        .bind("name", name)
                        .fetch()
                        .rowsUpdated())
                .then();
    }

    /**
     * Switches the queue's provider on or off. While it is off, no job takes a route over it, and the jobs that wait in
     * the queue move to their next route or fail.
     *
     * @return false if there is no such queue
     */
    public Mono<Boolean> switchQueue(String queue, boolean enabled) {
        return database.sql("update queue set enabled = :enabled where name = :queue")
                .bind("queue", queue)
                .bind("enabled", enabled)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Takes a token for one more call to the queue's provider; false if there is none now, or the queue is paused. */
    public Mono<Boolean> takeToken(String queue) {
        return database.sql("select take_queue_tokens(:queue, 1, cast(:rate as integer), cast(:period as interval))"
                        + " as granted")
                .bind("queue", queue)
                .bind("rate", toNullableParameter(properties.rateOf(queue), Integer.class))
                .bind("period", toInterval(properties.ratePeriodOf(queue)))
                .map(row -> readRequired(row, "granted", Integer.class) > 0)
                .one();
    }

    /**
     * Stops claims from the queue; running jobs continue. A pause is never shortened: a pause that ends by itself does
     * not replace one that lasts longer, or until an operator resumes the queue.
     *
     * @param length after how long it resumes by itself, or null if an operator must resume it
     * @return false if there is no such queue, or it is paused already, and to within a second for as long
     */
    public Mono<Boolean> pauseQueue(String queue, String reason, @Nullable Duration length) {
        return transactions.runInTransaction(database.sql(PAUSE)
                .bind("queue", queue)
                .bind("reason", reason)
                .bind("length", toNullableParameter(length == null ? null : toInterval(length), String.class))
                .map(JobQueues::toNewPause)
                .one()
                .delayUntil(pause -> pause.wasPaused()
                        ? Mono.empty()
                        : outbox.appendEvent(pauseNotice(queue, reason, pause.until())))
                .doOnNext(pause -> log.warn(
                        "Queue {} is paused until {}: {}",
                        queue,
                        pause.until() == null ? "it is resumed" : pause.until(),
                        reason))
                .hasElement());
    }

    private static NewQueuePause toNewPause(Readable row) {
        return new NewQueuePause(
                readRequired(row, "was_paused", Boolean.class), readOptional(row, "paused_until", Instant.class));
    }

    private OperatorNotice pauseNotice(String queue, String reason, @Nullable Instant until) {
        Map<String, String> details =
                until == null ? Map.of("reason", reason) : Map.of("reason", reason, "until", until.toString());
        return new OperatorNotice(OperatorNotice.OperatorNoticeKind.QUEUE_PAUSED, queue, details, clock.instant());
    }

    /** Allows claims from the queue again; false if there is no such queue. */
    public Mono<Boolean> resumeQueue(String queue) {
        return transactions.runInTransaction(database.sql(RESUME.formatted("name = :queue"))
                .bind("queue", queue)
                .map(row -> readRequired(row, "was_paused", Boolean.class))
                .one()
                .delayUntil(wasPaused -> wasPaused ? outbox.appendEvent(resumeNotice(queue)) : Mono.empty())
                .hasElement());
    }

    /** Publishes a notice for each pause that has ended by itself, and returns their number. */
    Mono<Long> noteEndedPauses() {
        return transactions.runInTransaction(database.sql(RESUME.formatted("paused and paused_until <= now()"))
                .map(row -> readRequired(row, "name", String.class))
                .all()
                .collectList()
                .delayUntil(queues ->
                        outbox.appendAll(queues.stream().map(this::resumeNotice).toList()))
                .map(queues -> (long) queues.size()));
    }

    private OperatorNotice resumeNotice(String queue) {
        return new OperatorNotice(OperatorNotice.OperatorNoticeKind.QUEUE_RESUMED, queue, Map.of(), clock.instant());
    }

    /** The state of each queue; waiting and running tasks are counted to {@value #COUNTED}. */
    public Flux<JobQueueState> listQueueStates() {
        return database.sql(STATES + "order by q.name")
                .map(row -> toQueueState(row))
                .all();
    }

    /** The state of one queue; empty if there is none of this name. */
    public Mono<JobQueueState> findQueueState(String queue) {
        return database.sql(STATES + "where q.name = :queue")
                .bind("queue", queue)
                .map(row -> toQueueState(row))
                .one();
    }

    /** The first jobs that wait in the queue, at most this many, to be ended by an operator. */
    public Flux<UUID> waitingJobs(String queue, int most) {
        return database.sql("select job_id from task where queue = :queue and leased_by is null"
                        + " order by tag, job_id limit :most")
                .bind("queue", queue)
                .bind("most", most)
                .map(row -> readRequired(row, "job_id", UUID.class))
                .all();
    }

    private static JobQueueState toQueueState(Readable row) {
        return new JobQueueState(
                readRequired(row, "name", String.class),
                readRequired(row, "paused", Boolean.class),
                readOptional(row, "pause_reason", String.class),
                readOptional(row, "paused_until", Instant.class),
                readRequired(row, "waiting", Long.class),
                readRequired(row, "running", Long.class),
                readOptional(row, "first_since", Instant.class));
    }

    private record NewQueuePause(
            boolean wasPaused, @Nullable Instant until) {}

    /**
     * The state of a queue.
     *
     * @param firstSince since when the next task to be served has waited
     */
    public record JobQueueState(
            String name,
            boolean paused,
            @Nullable String pauseReason,
            @Nullable Instant pausedUntil,
            long waiting,
            long running,
            @Nullable Instant firstSince) {}
}
