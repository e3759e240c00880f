package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.platform.database.BatchRows;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;

/**
 * Records of calls that may be paid for. A row is written before its call, under the worker's epoch and only while a
 * job has fewer calls than permitted; this bounds the calls of a job.
 *
 * <p>The outcome of a call is written by the row's id and state, without an epoch: it is a fact about that one call,
 * whichever worker learns of it, and a worker that lost its lease may be the only one that did. The first outcome
 * stays. It changes no job; what follows for the job is a write of its own, under the epoch.
 */
@Repository
public class ProviderAttempts {

    private static final String BEGIN = """
            with call as (
                select *
                from jsonb_to_recordset(:calls) as call (
                    id uuid, job_id uuid, epoch bigint, provider text, model text, cost_micro_usd bigint, most integer)
            ), wanted as materialized (
                select job.id
                from call
                join job on job.id = call.job_id
                where job.status = 'PROCESSING' and not job.cancel_requested
                order by job.id
                for share of job
            ), holder as materialized (
                select task.job_id
                from call
                join task on task.job_id = call.job_id and task.epoch = call.epoch
                where task.job_id in (select id from wanted) and task.lease_until > clock_timestamp()
                order by task.job_id
                for no key update of task
            )
            insert into provider_attempt (id, job_id, number, provider, model, epoch, cost_micro_usd)
            select call.id, call.job_id, made.calls + 1, call.provider, call.model, call.epoch, call.cost_micro_usd
            from call
            join holder on holder.job_id = call.job_id
            cross join lateral (select count(*) as calls from provider_attempt where job_id = call.job_id) made
            where made.calls < call.most
            returning *, 0::bigint as age_millis
            """;

    private static final String OF_JOB = """
            select *, cast(extract(epoch from now() - created_at) * 1000 as bigint) as age_millis
            from provider_attempt
            where job_id = :job
            order by number
            """;

    private static final String ONE = """
            select *, cast(extract(epoch from now() - created_at) * 1000 as bigint) as age_millis
            from provider_attempt
            where id = :id
            """;

    private static final String ACCEPT = """
            update provider_attempt
            set state = 'ACCEPTED', provider_task_id = :task, accepted_at = now()
            where id = :id and state = 'CALLING' and (provider_task_id is null or provider_task_id = :task)
            """;

    private static final String END = """
            update provider_attempt
            set state = :state, error_code = :error, finished_at = now()
            where id = :id and state in ('CALLING', 'ACCEPTED')
            """;

    private static final String CALLED_BACK = """
            update provider_attempt
            set callback_at = coalesce(callback_at, now()),
                provider_task_id = coalesce(provider_task_id, :task),
                reported_credits = coalesce(reported_credits, cast(:credits as bigint))
            where id = :id and provider = :provider and (provider_task_id is null or provider_task_id = :task)
            returning *, 0::bigint as age_millis
            """;

    private final DatabaseClient database;
    private final StatementBatcher<BeginCall, UUID, ProviderAttempt> calls;

    ProviderAttempts(DatabaseClient database, MeterRegistry meters) {
        this.database = database;
        this.calls = new StatementBatcher<>(
                "begin-calls", BatchLimits.usual(), BeginCall::jobId, this::insertAttempts, meters);
    }

    /**
     * Records that a call is about to be made.
     *
     * @param most how many calls the job may have in all
     * @return the row to make the call under; empty if the lease is lost, the job is to be cancelled, or the calls are
     *     used up
     */
    public Mono<ProviderAttempt> insertAttempt(
            UUID jobId, long epoch, ModelProperties.ProviderModelRoute route, int most) {
        return calls.call(new BeginCall(
                UuidV7Generator.nextUuid(), jobId, epoch, route.provider(), route.model(), route.costMicroUsd(), most));
    }

    private Mono<Map<UUID, ProviderAttempt>> insertAttempts(List<BeginCall> begun) {
        return database.sql(BEGIN)
                .bind("calls", BatchRows.toJson(begun))
                .map(ProviderAttempts::toAttempt)
                .all()
                .collectMap(ProviderAttempt::jobId);
    }

    /** The job's calls, oldest first. */
    public Flux<ProviderAttempt> listAttempts(UUID jobId) {
        return database.sql(OF_JOB)
                .bind("job", jobId)
                .map(ProviderAttempts::toAttempt)
                .all();
    }

    /** The current state of a call. */
    public Mono<ProviderAttempt> findAttempt(UUID attemptId) {
        return database.sql(ONE)
                .bind("id", attemptId)
                .map(ProviderAttempts::toAttempt)
                .one();
    }

    /** Records that the provider accepted the request under this task id. */
    public Mono<Void> markAccepted(UUID attemptId, String providerTaskId) {
        return database.sql(ACCEPT)
                .bind("id", attemptId)
                .bind("task", providerTaskId)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Deletes the row of a call that was not made and does not count. */
    public Mono<Void> deleteUnmadeAttempt(UUID attemptId) {
        return database.sql("delete from provider_attempt where id = :id and state = 'CALLING'"
                        + " and provider_task_id is null")
                .bind("id", attemptId)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Records how the call ended; a call that has already ended stays as it is. */
    public Mono<Void> markEnded(UUID attemptId, ProviderAttempt.ProviderAttemptState state, @Nullable String error) {
        return database.sql(END)
                .bind("id", attemptId)
                .bind("state", state.name())
                .bind("error", toNullableParameter(error, String.class))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /**
     * Records a verified callback. It completes nothing: it only lets the job's worker look early, and supplies the
     * provider's task id if the response to the call was lost. Repeatable, and recorded even after the job has ended,
     * for the accounts.
     *
     * @return empty if there is no such attempt, or it has another task id
     */
    public Mono<ProviderAttempt> recordCallback(
            UUID attemptId, String provider, String providerTaskId, @Nullable Long reportedCredits) {
        return database.sql(CALLED_BACK)
                .bind("id", attemptId)
                .bind("provider", provider)
                .bind("task", providerTaskId)
                .bind("credits", toNullableParameter(reportedCredits, Long.class))
                .map(ProviderAttempts::toAttempt)
                .one();
    }

    private static ProviderAttempt toAttempt(Readable row) {
        return new ProviderAttempt(
                readRequired(row, "id", UUID.class),
                readRequired(row, "job_id", UUID.class),
                readRequired(row, "number", Integer.class),
                readRequired(row, "provider", String.class),
                readRequired(row, "model", String.class),
                ProviderAttempt.ProviderAttemptState.valueOf(readRequired(row, "state", String.class)),
                readOptional(row, "provider_task_id", String.class),
                Duration.ofMillis(readRequired(row, "age_millis", Long.class)));
    }

    private record BeginCall(
            UUID id, UUID jobId, long epoch, String provider, String model, long costMicroUsd, int most) {}
}
