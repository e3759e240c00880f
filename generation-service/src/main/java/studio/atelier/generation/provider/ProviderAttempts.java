package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.provider.ProviderBudgets.SpentBudget;
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

    /**
     * Calls with their costs in the day's budgets. If a budget has not enough left for all of them, the statement
     * fails, and is repeated with fewer.
     */
    private static final String BEGIN = """
            with call as (
                select *
                from jsonb_to_recordset(:calls) as call (
                    id uuid, job_id uuid, epoch bigint, provider text, model text, cost_micro_usd bigint,
                    budgets text[], day date, most integer)
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
            ), possible as materialized (
                select call.*, made.calls + 1 as number
                from call
                join holder on holder.job_id = call.job_id
                cross join lateral (select count(*) as calls from provider_attempt where job_id = call.job_id) made
                where made.calls < call.most
            ), cost as materialized (
                select day, budget, sum(cost_micro_usd) as micro_usd, count(*) as calls,
                       coalesce(cast(cast(:caps as jsonb) ->> budget as bigint), :defaultCap) as cap
                from possible
                cross join unnest(budgets) as budget
                group by day, budget
            ), reserved as (
                insert into spending (budget, day, micro_usd, calls)
                select budget, day, micro_usd, calls
                from cost
                where micro_usd <= cap
                order by day, budget
                on conflict (day, budget) do update
                set micro_usd = spending.micro_usd + excluded.micro_usd, calls = spending.calls + excluded.calls
                where spending.micro_usd + excluded.micro_usd
                      <= coalesce(cast(cast(:caps as jsonb) ->> excluded.budget as bigint), :defaultCap)
                returning day, budget
            )
            insert into provider_attempt (id, job_id, number, provider, model, epoch, cost_micro_usd)
            select id, job_id, number, provider, model, epoch, cost_micro_usd
            from possible
            where (
                select count(refuse_spending(day, budget))
                from (
                    select day, budget from cost
                    where (day, budget) not in (select day, budget from reserved)
                    order by budget = 'free-quota'
                ) spent
            ) = 0
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

    private static final String RECORD = """
            with call as (
                select * from jsonb_to_recordset(:calls) as call (id uuid, state text, task text, error text)
            ), locked as materialized (
                select provider_attempt.id, provider_attempt.state, provider_attempt.provider_task_id
                from call
                join provider_attempt on provider_attempt.id = call.id
                order by provider_attempt.id
                for no key update of provider_attempt
            )
            update provider_attempt
            set state = call.state,
                provider_task_id = coalesce(call.task, provider_attempt.provider_task_id),
                error_code = call.error,
                accepted_at = case call.state when 'ACCEPTED' then now() else provider_attempt.accepted_at end,
                finished_at = case call.state when 'ACCEPTED' then null else now() end
            from call
            join locked using (id)
            where provider_attempt.id = call.id
              and case call.state
                  when 'ACCEPTED' then
                      locked.state = 'CALLING'
                      and (locked.provider_task_id is null or locked.provider_task_id = call.task)
                  else locked.state in ('CALLING', 'ACCEPTED')
              end
            """;

    private static final String CALLED_BACK = """
            update provider_attempt
            set callback_at = coalesce(callback_at, now()),
                provider_task_id = coalesce(provider_task_id, :task),
                reported_credits = coalesce(reported_credits, cast(:credits as bigint))
            where id = :id and provider = :provider and (provider_task_id is null or provider_task_id = :task)
            returning *, 0::bigint as age_millis
            """;

    /** The SQL state of an exception that a function raises. */
    private static final String RAISED = "P0001";

    private final DatabaseClient database;
    private final ProviderBudgets budgets;
    private final StatementBatcher<BeginCall, UUID, ProviderAttempt> calls;
    private final StatementBatcher<CallOutcome, UUID, Void> outcomes;

    ProviderAttempts(DatabaseClient database, ProviderBudgets budgets, MeterRegistry meters) {
        this.database = database;
        this.budgets = budgets;
        this.calls = new StatementBatcher<>(
                "begin-calls", BatchLimits.usual(), BeginCall::jobId, this::insertAttempts, meters);
        this.outcomes = new StatementBatcher<>(
                "record-calls", BatchLimits.usual(), CallOutcome::id, this::recordOutcomes, meters);
    }

    /**
     * Records that a call is about to be made, and reserves its cost: both or neither.
     *
     * @param free whether the free quota pays for it
     * @param most how many calls the job may have in all
     * @return the row to make the call under; empty if the lease is lost, the job is to be cancelled, or the calls are
     *     used up; fails with {@link BudgetSpentException}
     */
    public Mono<ProviderAttempt> insertAttempt(
            UUID jobId, long epoch, ModelProperties.ProviderModelRoute route, boolean free, int most) {
        return Mono.defer(() -> {
                    UUID id = UuidV7Generator.nextUuid();
                    return calls.call(new BeginCall(
                            id,
                            jobId,
                            epoch,
                            route.provider(),
                            route.model(),
                            route.costMicroUsd(),
                            budgets.budgetsOf(route, free),
                            ProviderBudgets.dayOf(UuidV7Generator.timeOf(id)),
                            most));
                })
                .onErrorMap(ProviderAttempts::toBudgetSpent);
    }

    private static Throwable toBudgetSpent(Throwable error) {
        return NestedExceptionUtils.getMostSpecificCause(error) instanceof R2dbcException cause
                        && RAISED.equals(cause.getSqlState())
                ? new BudgetSpentException(toSpentBudget(String.valueOf(cause.getMessage())), error)
                : error;
    }

    /** Reads what {@code refuse_spending} writes. */
    private static SpentBudget toSpentBudget(String message) {
        int space = message.indexOf(' ');
        return new SpentBudget(message.substring(space + 1), LocalDate.parse(message.substring(0, space)));
    }

    private Mono<Map<UUID, ProviderAttempt>> insertAttempts(List<BeginCall> begun) {
        return database.sql(BEGIN)
                .bind("calls", BatchRows.toJson(begun))
                .bind("caps", budgets.capsAsJson())
                .bind("defaultCap", budgets.defaultCap())
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
        return outcomes.call(
                new CallOutcome(attemptId, ProviderAttempt.ProviderAttemptState.ACCEPTED, providerTaskId, null));
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
        return outcomes.call(new CallOutcome(attemptId, state, null, error));
    }

    private Mono<Map<UUID, Void>> recordOutcomes(List<CallOutcome> recorded) {
        return database.sql(RECORD)
                .bind("calls", BatchRows.toJson(recorded))
                .fetch()
                .rowsUpdated()
                .thenReturn(Map.of());
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

    /** A budget has not enough left for the call today; nothing is recorded. */
    public static final class BudgetSpentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient SpentBudget spent;

        public BudgetSpentException(SpentBudget spent, @Nullable Throwable cause) {
            super("Budget " + spent.budget() + " is spent", cause);
            this.spent = spent;
        }

        public SpentBudget spent() {
            return spent;
        }
    }

    private record CallOutcome(
            UUID id,
            ProviderAttempt.ProviderAttemptState state,
            @Nullable String task,
            @Nullable String error) {}

    private record BeginCall(
            UUID id,
            UUID jobId,
            long epoch,
            String provider,
            String model,
            long costMicroUsd,
            List<String> budgets,
            LocalDate day,
            int most) {}
}
