package studio.atelier.generation.job;

import static studio.atelier.generation.database.Intervals.interval;
import static studio.atelier.platform.database.Columns.nullable;
import static studio.atelier.platform.database.Columns.optional;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.operation.PlannedWork;
import tools.jackson.databind.json.JsonMapper;

/**
 * SQL of the table {@code generations} and nothing else. Every change is one guarded UPDATE that gives the new row, or
 * nothing if the guard did not hold; within a transaction it comes before any touch of the job's task row.
 */
@Component
class JobRows {

    private static final String INSERT = """
            insert into generations (
                id, user_id, operation, parameters, model, prompt, prompt_version, inputs, price, unit, funding,
                expected_source, hold_id, hold_expires_at, ask_again_at, wait_until, retry_of)
            select
                :id, :user, :operation, :parameters, :model, :prompt, :promptVersion, :inputs, :price, :unit, :funding,
                cast(:expectedSource as text), :hold, now() + cast(:holdFor as interval),
                now() + cast(:askAgain as interval), now() + cast(:waitFor as interval), cast(:retryOf as uuid)
            where (select count(*) from generations where user_id = :user and status = 'PENDING') < :mostWaiting
            returning *
            """;

    private static final String PLACED = """
            update generations
            set hold_state = 'PLACED', source = :source, watermark = (cast(:source as text) = 'FREE'),
                queued_at = now(), ask_again_at = null, version = version + 1
            where hold_id = :hold and hold_state = 'ASKED' and status = 'PENDING'
            returning *
            """;

    private static final String DECLINED = """
            update generations
            set hold_state = 'DECLINED', decline = :decline, status = 'FAILED', error_code = :error,
                finished_at = now(), ask_again_at = null, version = version + 1
            where hold_id = :hold and hold_state = 'ASKED' and status = 'PENDING'
            returning *
            """;

    private static final String SETTLED = """
            update generations
            set hold_state = :to, ask_again_at = null
            where hold_id = :hold and hold_state = :from
            returning *
            """;

    private static final String STARTED = """
            update generations
            set status = 'PROCESSING', provider = :provider, provider_model = :providerModel,
                started_at = coalesce(started_at, now()),
                deadline_at = coalesce(deadline_at, now() + cast(:deadline as interval)),
                expected_millis = coalesce(expected_millis, :expected),
                version = version + 1
            where id = :id and hold_state = 'PLACED' and (status = 'PENDING' or status = 'PROCESSING')
              and exists (select 1 from task where job_id = :id and epoch = :epoch)
            returning *
            """;

    private static final String COMPLETED = """
            update generations
            set status = 'COMPLETED', finished_at = now(), hold_state = 'CAPTURING', hold_asks = 0,
                ask_again_at = now() + cast(:askAgain as interval),
                run_millis = extract(epoch from now() - started_at) * 1000, version = version + 1
            where id = :id and status = 'PROCESSING' and hold_state = 'PLACED'
              and exists (select 1 from task where job_id = :id and epoch = :epoch)
            returning *
            """;

    private static final String ENDED_WITHOUT_CHARGE = """
            update generations
            set status = :status, error_code = :error, finished_at = now(), hold_state = 'RELEASING',
                release_reason = :reason, hold_asks = 0, ask_again_at = now() + cast(:askAgain as interval),
                version = version + 1
            where id = :id and hold_state in ('ASKED', 'PLACED') and %s
            returning *
            """;

    private static final String FAILED_UNDER_LEASE = ENDED_WITHOUT_CHARGE.formatted(
            "status = 'PROCESSING' and exists (select 1 from task where job_id = :id and epoch = :epoch)");

    private static final String ENDED_WHILE_WAITING = ENDED_WITHOUT_CHARGE.formatted("status = 'PENDING'");

    private static final String PAST_DEADLINE = ENDED_WITHOUT_CHARGE.formatted(
            "(status = 'PROCESSING' and deadline_at <= now() or status = 'PENDING' and wait_until <= now())");

    private static final String ENDED_ANYHOW = ENDED_WITHOUT_CHARGE.formatted("status in ('PENDING', 'PROCESSING')");

    private final DatabaseClient database;
    private final JsonMapper json;

    JobRows(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Under the user's lock; empty if as many wait as may. */
    Mono<Job> insert(NewJob job) {
        PlannedWork work = job.work();
        return database.sql(INSERT)
                .bind("id", job.id())
                .bind("user", job.user().value())
                .bind("operation", work.operation())
                .bind("parameters", Json.of(work.parameters()))
                .bind("model", work.model())
                .bind("prompt", work.prompt())
                .bind("promptVersion", work.promptVersion())
                .bind("inputs", work.inputs().toArray(UUID[]::new))
                .bind("price", work.price())
                .bind("unit", work.unit().name())
                .bind("funding", job.funding().name())
                .bind("expectedSource", nullable(name(job.expectedSource()), String.class))
                .bind("hold", job.holdId())
                .bind("holdFor", interval(job.holdFor()))
                .bind("askAgain", interval(job.askAgain()))
                .bind("waitFor", interval(job.waitFor()))
                .bind("retryOf", nullable(job.retryOf(), UUID.class))
                .bind("mostWaiting", job.mostWaiting())
                .map(this::read)
                .one();
    }

    Mono<Job> find(UUID id) {
        return database.sql("select * from generations where id = :id")
                .bind("id", id)
                .map(this::read)
                .one();
    }

    Mono<Job> findOwn(UserId user, UUID id) {
        return find(id).filter(job ->
                job.user().equals(user) && !job.refused() && job.times().deletedAt() == null);
    }

    Mono<Job> findByHold(UUID holdId) {
        return database.sql("select * from generations where hold_id = :hold")
                .bind("hold", holdId)
                .map(this::read)
                .one();
    }

    Flux<Job> newest(UserId user, @Nullable UUID before, @Nullable JobStatus status, int limit) {
        return database.sql("select * from generations where user_id = :user and deleted_at is null and not refused"
                        + " and (cast(:before as uuid) is null or id < :before)"
                        + " and (cast(:status as text) is null or status = :status)"
                        + " order by id desc limit :limit")
                .bind("user", user.value())
                .bind("before", nullable(before, UUID.class))
                .bind("status", nullable(name(status), String.class))
                .bind("limit", limit)
                .map(this::read)
                .all();
    }

    Mono<Job> placed(UUID holdId, Source source) {
        return change(PLACED)
                .bind("hold", holdId)
                .bind("source", source.name())
                .map(this::read)
                .one();
    }

    Mono<Job> declined(UUID holdId, Decline decline) {
        return change(DECLINED)
                .bind("hold", holdId)
                .bind("decline", Json.of(json.writeValueAsString(decline)))
                .bind("error", decline.error().name())
                .map(this::read)
                .one();
    }

    /** Billing's answer to a command; nothing if the row does not wait for it. */
    Mono<Job> settled(UUID holdId, HoldState from, HoldState to) {
        return change(SETTLED)
                .bind("hold", holdId)
                .bind("from", from.name())
                .bind("to", to.name())
                .map(this::read)
                .one();
    }

    Mono<Job> started(
            UUID id, long epoch, String provider, String providerModel, Duration expected, Duration deadline) {
        return change(STARTED)
                .bind("id", id)
                .bind("epoch", epoch)
                .bind("provider", provider)
                .bind("providerModel", providerModel)
                .bind("expected", expected.toMillis())
                .bind("deadline", interval(deadline))
                .map(this::read)
                .one();
    }

    Mono<Job> completed(UUID id, long epoch, Duration askAgain) {
        return change(COMPLETED)
                .bind("id", id)
                .bind("epoch", epoch)
                .bind("askAgain", interval(askAgain))
                .map(this::read)
                .one();
    }

    /** A worker that holds the lease ends the job without a picture. */
    Mono<Job> endedUnderLease(UUID id, long epoch, Ending ending, Duration askAgain) {
        return end(FAILED_UNDER_LEASE, id, ending, askAgain)
                .bind("epoch", epoch)
                .map(this::read)
                .one();
    }

    /** A job that no worker has started ends. */
    Mono<Job> endedWhileWaiting(UUID id, Ending ending, Duration askAgain) {
        return end(ENDED_WHILE_WAITING, id, ending, askAgain).map(this::read).one();
    }

    /** A job past its deadline ends, whoever holds it. */
    Mono<Job> endedPastDeadline(UUID id, Ending ending, Duration askAgain) {
        return end(PAST_DEADLINE, id, ending, askAgain).map(this::read).one();
    }

    /** A job under way ends, whoever holds it. */
    Mono<Job> endedWhateverItDoes(UUID id, Ending ending, Duration askAgain) {
        return end(ENDED_ANYHOW, id, ending, askAgain).map(this::read).one();
    }

    /** The user's jobs that have not ended. */
    Flux<UUID> underWay(UserId user) {
        return whole(
                database.sql("select id from generations where user_id = :user and finished_at is null order by id")
                        .bind("user", user.value())
                        .map(row -> required(row, "id", UUID.class))
                        .all());
    }

    /** What the user asked for goes; that there were jobs and what they cost us stays. */
    Mono<Void> erased(UserId user) {
        return database.sql("update generations set parameters = '{}', prompt = '', inputs = '{}',"
                        + " deleted_at = coalesce(deleted_at, now()) where user_id = :user")
                .bind("user", user.value())
                .fetch()
                .rowsUpdated()
                .then();
    }

    private GenericExecuteSpec end(String sql, UUID id, Ending ending, Duration askAgain) {
        return change(sql)
                .bind("id", id)
                .bind("status", ending.status().name())
                .bind("error", nullable(name(ending.error()), String.class))
                .bind("reason", ending.reason())
                .bind("askAgain", interval(askAgain));
    }

    /** Jobs past a deadline, to be ended one by one. */
    Flux<Overdue> overdue(int limit) {
        return whole(database.sql(
                        "(select id, status from generations where status = 'PROCESSING' and deadline_at <= now()"
                                + " order by deadline_at limit :limit) union all"
                                + " (select id, status from generations where status = 'PENDING' and wait_until <= now()"
                                + " order by wait_until limit :limit)")
                .bind("limit", limit)
                .map(row -> new Overdue(
                        required(row, "id", UUID.class), JobStatus.valueOf(required(row, "status", String.class))))
                .all());
    }

    /** Jobs whose last command has no answer yet, locked until the end of the transaction. */
    Flux<Job> unanswered(int limit) {
        return whole(
                database.sql("select * from generations where ask_again_at <= now() order by ask_again_at limit :limit"
                                + " for no key update skip locked")
                        .bind("limit", limit)
                        .map(this::read)
                        .all());
    }

    Mono<Void> askedAgain(UUID id, Duration next) {
        return database.sql("update generations set hold_asks = hold_asks + 1,"
                        + " ask_again_at = now() + cast(:next as interval) where id = :id")
                .bind("id", id)
                .bind("next", interval(next))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Asks a running job to stop; nothing if it does not run. */
    Mono<Job> cancelRequested(UUID id) {
        return change("update generations set cancel_requested = true, version = version + 1"
                        + " where id = :id and status = 'PROCESSING' and not cancel_requested returning *")
                .bind("id", id)
                .map(this::read)
                .one();
    }

    /** The next route of the model; nothing if the lease is lost. */
    Mono<Job> rerouted(UUID id, long epoch, int route) {
        return change("update generations set route = :route where id = :id and status = 'PROCESSING'"
                        + " and exists (select 1 from task where job_id = :id and epoch = :epoch) returning *")
                .bind("id", id)
                .bind("epoch", epoch)
                .bind("route", route)
                .map(this::read)
                .one();
    }

    Mono<Void> refused(UUID id) {
        return database.sql("update generations set refused = true where id = :id and hold_state = 'DECLINED'")
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Hides a job that has ended from its user. */
    Mono<Boolean> deleted(UUID id) {
        return database.sql("update generations set deleted_at = now() where id = :id and finished_at is not null"
                        + " and deleted_at is null")
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Median run time of the model's newest pictures; empty if there are none. */
    Mono<Duration> typicalRun(String model) {
        return database.sql("select percentile_cont(0.5) within group (order by run_millis) as typical from ("
                        + " select run_millis from generations where model = :model and status = 'COMPLETED'"
                        + " order by finished_at desc limit 50) newest having count(*) >= 5")
                .bind("model", model)
                .map(row ->
                        Duration.ofMillis(required(row, "typical", Double.class).longValue()))
                .one();
    }

    /**
     * Reads all rows before it hands out the first. Whoever does something on the same connection for each row would
     * otherwise wait for an answer that lies behind the rows not read yet.
     */
    private static <T> Flux<T> whole(Flux<T> rows) {
        return rows.collectList().flatMapIterable(all -> all);
    }

    private GenericExecuteSpec change(String sql) {
        return database.sql(sql);
    }

    private Job read(Readable row) {
        return new Job(
                required(row, "id", UUID.class),
                new UserId(required(row, "user_id", UUID.class)),
                required(row, "operation", String.class),
                JobStatus.valueOf(required(row, "status", String.class)),
                required(row, "version", Long.class),
                required(row, "cancel_requested", Boolean.class),
                optional(row, "error_code", String.class),
                work(row),
                payment(row),
                times(row),
                required(row, "refused", Boolean.class));
    }

    private static Job.Work work(Readable row) {
        Long expected = optional(row, "expected_millis", Long.class);
        return new Job.Work(
                required(row, "parameters", String.class),
                required(row, "model", String.class),
                required(row, "prompt", String.class),
                required(row, "prompt_version", String.class),
                List.of(required(row, "inputs", UUID[].class)),
                required(row, "route", Short.class),
                optional(row, "provider", String.class),
                optional(row, "provider_model", String.class),
                expected == null ? null : Duration.ofMillis(expected));
    }

    private Job.Payment payment(Readable row) {
        String expectedSource = optional(row, "expected_source", String.class);
        String source = optional(row, "source", String.class);
        String decline = optional(row, "decline", String.class);
        return new Job.Payment(
                required(row, "price", Long.class),
                PriceUnit.valueOf(required(row, "unit", String.class)),
                Funding.valueOf(required(row, "funding", String.class)),
                expectedSource == null ? null : Source.valueOf(expectedSource),
                source == null ? null : Source.valueOf(source),
                required(row, "watermark", Boolean.class),
                required(row, "hold_id", UUID.class),
                HoldState.valueOf(required(row, "hold_state", String.class)),
                required(row, "hold_expires_at", Instant.class),
                required(row, "hold_asks", Integer.class),
                optional(row, "release_reason", String.class),
                decline == null ? null : json.readValue(decline, Decline.class));
    }

    private static Job.Times times(Readable row) {
        return new Job.Times(
                required(row, "created_at", Instant.class),
                optional(row, "queued_at", Instant.class),
                optional(row, "started_at", Instant.class),
                optional(row, "deadline_at", Instant.class),
                optional(row, "finished_at", Instant.class),
                optional(row, "deleted_at", Instant.class));
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    /** A job past a deadline. */
    record Overdue(UUID id, JobStatus status) {}

    /**
     * How a job ends without a picture.
     *
     * @param reason told to billing, for the history
     */
    record Ending(JobStatus status, @Nullable JobError error, String reason) {

        static Ending failed(JobError error) {
            return new Ending(JobStatus.FAILED, error, error.name().toLowerCase(java.util.Locale.ROOT));
        }

        static Ending cancelled() {
            return new Ending(JobStatus.CANCELLED, null, "cancelled");
        }
    }

    /** A job to be written. */
    record NewJob(
            UUID id,
            UserId user,
            PlannedWork work,
            Funding funding,
            @Nullable Source expectedSource,
            UUID holdId,
            Duration holdFor,
            Duration askAgain,
            Duration waitFor,
            int mostWaiting,
            @Nullable UUID retryOf) {}
}
