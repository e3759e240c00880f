package studio.atelier.generation.operator;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.web.JobErrorMessages;
import studio.atelier.generation.operator.JobFailuresResponse.JobFailureReason;
import studio.atelier.generation.operator.JobRunTimesResponse.JobRunTimesOfModel;
import studio.atelier.generation.operator.OperatorJobDetailsResponse.OperatorJobAttempt;
import studio.atelier.generation.operator.OperatorJobDetailsResponse.OperatorJobPlace;
import studio.atelier.generation.operator.OperatorJobResponse.OperatorJobFailure;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.task.JobQueueTasks;

/** Reads jobs for an operator, including those removed from their users' lists. Prompts and images are never read. */
@Repository
class OperatorJobQueries {

    /** A position before every job. */
    private static final UUID START = new UUID(-1, -1);

    private static final String COLUMNS = """
            j.id, j.user_id, j.operation, j.status, j.provider, j.model, j.source, j.price, j.error_code, j.refused,
            j.batch_id, j.created_at, j.started_at, j.finished_at
            """;

    /** Indexes: job_pkey, job_status_idx, job_user_id_idx. */
    private static final String NEWEST = "select " + COLUMNS + """
            , (select count(*) from provider_attempt a where a.job_id = j.id) as attempts
            from job j
            where j.id < :before %s
            order by j.id desc
            limit :limit
            """;

    /** Indexes: job_pkey, job_hold_id_key. */
    private static final String ID = "select id from job where id = :id or hold_id = :id";

    /** Indexes: job_pkey, task_pkey. */
    private static final String ONE = "select " + COLUMNS + """
            , j.hold_id, j.hold_state, j.watermark, j.cancel_requested, j.deadline_at, j.trace_id,
            t.queue, t.leased_by, t.lease_until
            from job j
            left join task t on t.job_id = j.id
            where j.id = :job
            """;

    /** Index: provider_attempt_number_key. */
    private static final String ATTEMPTS = """
            select number, provider, model, state, provider_task_id, error_code, created_at, accepted_at, callback_at,
                   finished_at, case when state = 'REJECTED' then 0 else cost_micro_usd end as cost_micro_usd
            from provider_attempt
            where job_id = :job
            order by number
            """;

    /** Index: job_finished_idx. */
    private static final String ENDED = """
            select status, error_code, provider, count(*) as jobs, max(finished_at) as last_at
            from job
            where finished_at >= now() - cast(:window as interval) and not refused
            group by status, error_code, provider
            order by jobs desc, error_code, provider
            """;

    /** Index: job_finished_idx. */
    private static final String RUN_TIMES = """
            select operation, model,
                   count(*) filter (where status = 'COMPLETED') as completed,
                   count(*) filter (where status = 'FAILED') as failed,
                   count(*) filter (where status = 'CANCELLED') as cancelled,
                   avg(run_millis) filter (where status = 'COMPLETED') as mean_millis,
                   percentile_cont(0.95) within group (order by run_millis) filter (where status = 'COMPLETED')
                       as p95_millis
            from job
            where finished_at >= now() - cast(:window as interval) and not refused
            group by operation, model
            order by count(*) desc, operation, model
            """;

    private final DatabaseClient database;
    private final JobQueueTasks tasks;
    private final JobErrorMessages texts;

    OperatorJobQueries(DatabaseClient database, JobQueueTasks tasks, JobErrorMessages texts) {
        this.database = database;
        this.tasks = tasks;
        this.texts = texts;
    }

    /** Jobs, newest first, older than the one given, of this status and user, if any are given. */
    Flux<OperatorJobResponse> findNewest(
            @Nullable UUID before, @Nullable JobStatus status, @Nullable UserId user, int limit, Locale locale) {
        String conditions =
                (status == null ? "" : " and j.status = :status") + (user == null ? "" : " and j.user_id = :user");
        GenericExecuteSpec statement = database.sql(NEWEST.formatted(conditions))
                .bind("before", before == null ? START : before)
                .bind("limit", limit);
        if (status != null) {
            statement = statement.bind("status", status.name());
        }
        if (user != null) {
            statement = statement.bind("user", user.value());
        }
        return statement
                .map(row -> toJob(row, readRequired(row, "attempts", Long.class).intValue(), locale))
                .all();
    }

    /** The job with this id, or whose hold has it; empty if there is none. */
    Mono<OperatorJobDetailsResponse> findJob(UUID jobOrHold, Locale locale) {
        return database.sql(ID)
                .bind("id", jobOrHold)
                .map(row -> readRequired(row, "id", UUID.class))
                .one()
                .flatMap(id -> Mono.zip(findAttempts(id), findQueueNumber(id))
                        .flatMap(found -> findDetails(id, found.getT1(), found.getT2(), locale)));
    }

    private Mono<List<OperatorJobAttempt>> findAttempts(UUID job) {
        return database.sql(ATTEMPTS)
                .bind("job", job)
                .map(OperatorJobQueries::toAttempt)
                .all()
                .collectList();
    }

    private Mono<Optional<Integer>> findQueueNumber(UUID job) {
        return tasks.findPlace(job).map(JobQueueTasks.TaskQueuePlace::number).singleOptional();
    }

    private Mono<OperatorJobDetailsResponse> findDetails(
            UUID job, List<OperatorJobAttempt> attempts, Optional<Integer> queueNumber, Locale locale) {
        return database.sql(ONE)
                .bind("job", job)
                .map(row -> toDetails(row, attempts, queueNumber.orElse(null), locale))
                .one();
    }

    /** The jobs that ended in this period, by outcome and reason. */
    Mono<JobFailuresResponse> findFailures(Duration window) {
        return database.sql(ENDED)
                .bind("window", toInterval(window))
                .map(OperatorJobQueries::toEndedJobs)
                .all()
                .collectList()
                .map(ended -> toFailures(window, ended));
    }

    /** The jobs that ended in this period, by what was asked for, with their run times. */
    Mono<JobRunTimesResponse> findRunTimes(Duration window) {
        return database.sql(RUN_TIMES)
                .bind("window", toInterval(window))
                .map(OperatorJobQueries::toRunTimes)
                .all()
                .collectList()
                .map(items -> new JobRunTimesResponse((int) window.toHours(), items));
    }

    private static JobRunTimesOfModel toRunTimes(Readable row) {
        return new JobRunTimesOfModel(
                readRequired(row, "operation", String.class),
                readRequired(row, "model", String.class),
                readRequired(row, "completed", Long.class),
                readRequired(row, "failed", Long.class),
                readRequired(row, "cancelled", Long.class),
                roundMillis(readOptional(row, "mean_millis", Double.class)),
                roundMillis(readOptional(row, "p95_millis", Double.class)));
    }

    private static @Nullable Long roundMillis(@Nullable Double millis) {
        return millis == null ? null : Math.round(millis);
    }

    private record EndedJobsByReason(
            JobStatus status,
            @Nullable String error,
            @Nullable String provider,
            long jobs,
            Instant lastAt) {

        boolean isFailed() {
            return status == JobStatus.FAILED;
        }
    }

    private static JobFailuresResponse toFailures(Duration window, List<EndedJobsByReason> groups) {
        long ended = groups.stream().mapToLong(EndedJobsByReason::jobs).sum();
        List<EndedJobsByReason> failed =
                groups.stream().filter(EndedJobsByReason::isFailed).toList();
        return new JobFailuresResponse(
                (int) window.toHours(),
                ended,
                failed.stream().mapToLong(EndedJobsByReason::jobs).sum(),
                failed.stream().map(group -> toReason(group, ended)).toList());
    }

    private static JobFailureReason toReason(EndedJobsByReason group, long ended) {
        return new JobFailureReason(
                String.valueOf(group.error()),
                group.provider(),
                group.jobs(),
                (double) group.jobs() / ended,
                group.lastAt());
    }

    private static EndedJobsByReason toEndedJobs(Readable row) {
        return new EndedJobsByReason(
                JobStatus.valueOf(readRequired(row, "status", String.class)),
                readOptional(row, "error_code", String.class),
                readOptional(row, "provider", String.class),
                readRequired(row, "jobs", Long.class),
                readRequired(row, "last_at", Instant.class));
    }

    private OperatorJobResponse toJob(Readable row, int attempts, Locale locale) {
        String source = readOptional(row, "source", String.class);
        String error = readOptional(row, "error_code", String.class);
        return new OperatorJobResponse(
                readRequired(row, "id", UUID.class),
                readRequired(row, "user_id", UUID.class),
                readRequired(row, "operation", String.class),
                JobStatus.valueOf(readRequired(row, "status", String.class)),
                readOptional(row, "provider", String.class),
                readRequired(row, "model", String.class),
                source == null ? null : Source.valueOf(source),
                readRequired(row, "price", Long.class),
                error == null ? null : new OperatorJobFailure(error, texts.findMessage(error, locale)),
                readOptional(row, "batch_id", UUID.class),
                readRequired(row, "refused", Boolean.class),
                readRequired(row, "created_at", Instant.class),
                readOptional(row, "started_at", Instant.class),
                readOptional(row, "finished_at", Instant.class),
                attempts);
    }

    private OperatorJobDetailsResponse toDetails(
            Readable row, List<OperatorJobAttempt> attempts, @Nullable Integer queueNumber, Locale locale) {
        OperatorJobResponse job = toJob(row, attempts.size(), locale);
        return new OperatorJobDetailsResponse(
                job.id(),
                job.userId(),
                job.operation(),
                job.status(),
                job.provider(),
                job.model(),
                job.source(),
                job.price(),
                job.error(),
                job.batchId(),
                job.refused(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                readRequired(row, "hold_id", UUID.class),
                readRequired(row, "hold_state", String.class),
                readRequired(row, "watermark", Boolean.class),
                readRequired(row, "cancel_requested", Boolean.class),
                readOptional(row, "deadline_at", Instant.class),
                toPlace(row, queueNumber),
                attempts.stream().mapToLong(OperatorJobAttempt::costMicroUsd).sum(),
                readOptional(row, "trace_id", String.class),
                job.id().toString(),
                attempts);
    }

    private static @Nullable OperatorJobPlace toPlace(Readable row, @Nullable Integer queueNumber) {
        String queue = readOptional(row, "queue", String.class);
        return queue == null
                ? null
                : new OperatorJobPlace(
                        queue,
                        queueNumber,
                        readOptional(row, "leased_by", UUID.class),
                        readOptional(row, "lease_until", Instant.class));
    }

    private static OperatorJobAttempt toAttempt(Readable row) {
        return new OperatorJobAttempt(
                readRequired(row, "number", Integer.class),
                readRequired(row, "provider", String.class),
                readRequired(row, "model", String.class),
                ProviderAttempt.ProviderAttemptState.valueOf(readRequired(row, "state", String.class)),
                readOptional(row, "provider_task_id", String.class),
                readOptional(row, "error_code", String.class),
                readRequired(row, "cost_micro_usd", Long.class),
                readRequired(row, "created_at", Instant.class),
                readOptional(row, "accepted_at", Instant.class),
                readOptional(row, "callback_at", Instant.class),
                readOptional(row, "finished_at", Instant.class));
    }
}
