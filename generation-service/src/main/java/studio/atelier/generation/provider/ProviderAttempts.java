package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;

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
            with wanted as materialized (
                select id from job
                where id = :job and status = 'PROCESSING' and not cancel_requested
                for share
            ), holder as materialized (
                select t.job_id
                from task t
                join wanted w on w.id = t.job_id
                where t.epoch = :epoch and t.lease_until > clock_timestamp()
                for no key update of t
            ), made as (
                select count(*) as calls from provider_attempt where job_id = :job
            )
            insert into provider_attempt (id, job_id, number, provider, model, epoch, cost_micro_usd)
            select :id, h.job_id, m.calls + 1, :provider, :model, :epoch, :cost
            from holder h cross join made m
            where m.calls < :most
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

    ProviderAttempts(DatabaseClient database) {
        this.database = database;
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
        return database.sql(BEGIN)
                .bind("id", UuidV7Generator.nextUuid())
                .bind("job", jobId)
                .bind("epoch", epoch)
                .bind("provider", route.provider())
                .bind("model", route.model())
                .bind("cost", route.costMicroUsd())
                .bind("most", most)
                .map(ProviderAttempts::toAttempt)
                .one();
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
}
