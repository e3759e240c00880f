package studio.atelier.generation.job;

import static studio.atelier.generation.database.PostgresIntervals.toInterval;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.micrometer.tracing.TraceContext;
import io.r2dbc.postgresql.codec.Json;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.trace.CurrentTraceAndUser;

/**
 * Updates jobs. Each change is one guarded UPDATE that returns the new row, or nothing if the guard does not hold;
 * within a transaction it comes before any access to the job's task row.
 */
@Repository
public class StoredJobUpdates {

    private static final String INSERT = """
            insert into job (
                id, user_id, operation, parameters, model, prompt, prompt_version, inputs, price, unit, funding,
                expected_source, hold_id, hold_expires_at, ask_again_at, wait_until, retry_of, trace_id)
            select
                :id, :user, :operation, :parameters, :model, :prompt, :promptVersion, :inputs, :price, :unit, :funding,
                cast(:expectedSource as text), :hold, now() + cast(:holdFor as interval),
                now() + cast(:askAgain as interval), now() + cast(:waitFor as interval), cast(:retryOf as uuid), :traceId
            where (select count(*) from job where user_id = :user and status = 'PENDING') < :mostWaiting
            returning *
            """;

    private static final String STARTED = """
            update job
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
            update job
            set status = 'COMPLETED', finished_at = now(), hold_state = 'CAPTURING', hold_asks = 0,
                ask_again_at = now() + cast(:askAgain as interval),
                run_millis = extract(epoch from now() - started_at) * 1000, version = version + 1
            where id = :id and status = 'PROCESSING' and hold_state = 'PLACED'
              and exists (select 1 from task where job_id = :id and epoch = :epoch)
            returning *
            """;

    private static final String ENDED_WITHOUT_CHARGE = """
            update job
            set status = :status, error_code = :error, finished_at = now(), hold_state = 'RELEASING',
                release_reason = :reason, hold_asks = 0, ask_again_at = now() + cast(:askAgain as interval),
                version = version + 1
            where id = :id and hold_state in ('ASKED', 'PLACED') and %s
            returning *
            """;

    private static final String ENDED_UNDER_LEASE = ENDED_WITHOUT_CHARGE.formatted("status in ('PENDING', 'PROCESSING')"
            + " and exists (select 1 from task where job_id = :id and epoch = :epoch)");

    private static final String ENDED_WHILE_WAITING = ENDED_WITHOUT_CHARGE.formatted("status = 'PENDING'");

    private static final String ENDED_PAST_DEADLINE = ENDED_WITHOUT_CHARGE.formatted(
            "(status = 'PROCESSING' and deadline_at <= now() or status = 'PENDING' and wait_until <= now())");

    private static final String ENDED_ANYHOW = ENDED_WITHOUT_CHARGE.formatted("status in ('PENDING', 'PROCESSING')");

    private static final String REROUTED = """
            update job
            set route = :route
            where id = :id and status = 'PROCESSING'
              and exists (select 1 from task where job_id = :id and epoch = :epoch)
            returning *
            """;

    private static final String CANCEL_REQUESTED = """
            update job
            set cancel_requested = true, version = version + 1
            where id = :id and status = 'PROCESSING' and not cancel_requested
            returning *
            """;

    private static final String REFUSED = """
            update job
            set refused = true
            where id = :id and hold_state = 'DECLINED'
            """;

    private static final String DELETED = """
            update job
            set deleted_at = now()
            where id = :id and finished_at is not null and deleted_at is null
            """;

    private static final String ERASED = """
            with erased as (
                update job
                set parameters = '{}', prompt = '', inputs = '{}', deleted_at = coalesce(deleted_at, now())
                where user_id = :user
                returning id, finished_at
            )
            select id from erased where finished_at > now() - cast(:fresh as interval)
            """;

    private final DatabaseClient database;
    private final JobRowMapping mapping;
    private final JobProperties properties;

    StoredJobUpdates(DatabaseClient database, JobRowMapping mapping, JobProperties properties) {
        this.database = database;
        this.mapping = mapping;
        this.properties = properties;
    }

    /** Requires the user's lock; empty if the limit of waiting jobs is reached. Stores the current trace. */
    public Mono<Job> insertJob(NewJobRow job) {
        return Mono.defer(() -> insertJobInTrace(job, CurrentTraceAndUser.findSpan()));
    }

    private Mono<Job> insertJobInTrace(NewJobRow job, @Nullable TraceContext span) {
        PlannedProviderWork work = job.work();
        return fetchUpdatedJob(database.sql(INSERT)
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
                .bind("expectedSource", toNullableParameter(nameOrNull(job.expectedSource()), String.class))
                .bind("hold", job.holdId())
                .bind("holdFor", toInterval(properties.holdFor()))
                .bind("askAgain", firstAsk())
                .bind("waitFor", toInterval(properties.maxWait()))
                .bind("retryOf", toNullableParameter(job.retryOf(), UUID.class))
                .bind("traceId", toNullableParameter(span == null ? null : span.traceId(), String.class))
                .bind("mostWaiting", job.mostWaiting()));
    }

    /**
     * Marks the job as running on this route under this lease; deadline and expected duration are those of the first
     * start.
     */
    Mono<Job> markStarted(TaskLease lease, ProviderModelRoute route, Duration expected) {
        return fetchUpdatedJob(bindLease(lease, STARTED)
                .bind("provider", route.provider())
                .bind("providerModel", route.model())
                .bind("expected", expected.toMillis())
                .bind("deadline", toInterval(properties.runDeadline())));
    }

    /** Marks the job as completed, with the command to charge it on the row. */
    Mono<Job> markCompleted(TaskLease lease) {
        return fetchUpdatedJob(bindLease(lease, COMPLETED).bind("askAgain", firstAsk()));
    }

    /** Moves the job to the model's route of this number. */
    Mono<Job> updateRoute(TaskLease lease, int route) {
        return fetchUpdatedJob(bindLease(lease, REROUTED).bind("route", route));
    }

    /** Ends the job without an image, for the worker that holds the lease, even if it has not started the job. */
    Mono<Job> endUnderLease(TaskLease lease, JobEndWithoutImage ending) {
        return fetchUpdatedJob(bindEnd(bindLease(lease, ENDED_UNDER_LEASE), ending));
    }

    /** Ends a job that no worker has started. */
    public Mono<Job> endWhileWaiting(UUID id, JobEndWithoutImage ending) {
        return fetchUpdatedJob(bindEnd(bindJob(id, ENDED_WHILE_WAITING), ending));
    }

    /** Ends a job past its deadline, whichever worker holds it. */
    public Mono<Job> endPastDeadline(UUID id, JobEndWithoutImage ending) {
        return fetchUpdatedJob(bindEnd(bindJob(id, ENDED_PAST_DEADLINE), ending));
    }

    /** Ends an unfinished job, whichever worker holds it. */
    public Mono<Job> endUnfinished(UUID id, JobEndWithoutImage ending) {
        return fetchUpdatedJob(bindEnd(bindJob(id, ENDED_ANYHOW), ending));
    }

    /** Requests the cancellation of a running job. */
    public Mono<Job> requestCancellation(UUID id) {
        return fetchUpdatedJob(bindJob(id, CANCEL_REQUESTED));
    }

    /** Marks that the job's own POST is answered with billing's refusal: its user never sees the job. */
    public Mono<Void> markRefused(UUID id) {
        return bindJob(id, REFUSED).fetch().rowsUpdated().then();
    }

    /** Hides a job that has ended from its user; false if it has not ended, or is already hidden. */
    public Mono<Boolean> markDeleted(UUID id) {
        return bindJob(id, DELETED).fetch().rowsUpdated().map(rows -> rows > 0);
    }

    /**
     * Erases what the user requested; that there were jobs and what they cost us stays. Returns the jobs whose status
     * may still be cached.
     */
    public Flux<UUID> eraseJobsOfUser(UserId user) {
        return database.sql(ERASED)
                .bind("user", user.value())
                .bind("fresh", toInterval(properties.statusTtl()))
                .mapValue(UUID.class)
                .all();
    }

    private GenericExecuteSpec bindLease(TaskLease lease, String change) {
        return bindJob(lease.jobId(), change).bind("epoch", lease.epoch());
    }

    private GenericExecuteSpec bindJob(UUID id, String change) {
        return database.sql(change).bind("id", id);
    }

    private GenericExecuteSpec bindEnd(GenericExecuteSpec change, JobEndWithoutImage ending) {
        return change.bind("status", ending.status().name())
                .bind("error", toNullableParameter(nameOrNull(ending.error()), String.class))
                .bind("reason", ending.reason())
                .bind("askAgain", firstAsk());
    }

    private String firstAsk() {
        return toInterval(properties.askAgainAfter(0));
    }

    private Mono<Job> fetchUpdatedJob(GenericExecuteSpec statement) {
        return statement.map(mapping::toJob).one();
    }

    private static @Nullable String nameOrNull(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }
}
