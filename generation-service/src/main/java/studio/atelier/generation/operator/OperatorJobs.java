package studio.atelier.generation.operator;

import static studio.atelier.generation.database.Intervals.interval;
import static studio.atelier.platform.database.Columns.optional;
import static studio.atelier.platform.database.Columns.required;

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
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.JobTexts;
import studio.atelier.generation.operator.FailuresResponse.Reason;
import studio.atelier.generation.operator.OperatorJobDetailsResponse.Attempt;
import studio.atelier.generation.operator.OperatorJobDetailsResponse.Place;
import studio.atelier.generation.operator.OperatorJobResponse.Failure;
import studio.atelier.generation.task.Tasks;

/** Reads jobs for an operator, those taken off their users' lists too. Prompts and pictures are never read. */
@Repository
class OperatorJobs {

    /** Before every job there is. */
    private static final UUID START = new UUID(-1, -1);

    private static final String COLUMNS = """
            g.id, g.user_id, g.operation, g.status, g.provider, g.model, g.source, g.price, g.error_code, g.refused,
            g.created_at, g.started_at, g.finished_at
            """;

    /** Indexes: generations_pkey, generations_status_idx, generations_user_id_idx. */
    private static final String NEWEST = "select " + COLUMNS + """
            , (select count(*) from provider_attempt a where a.job_id = g.id) as attempts
            from generations g
            where g.id < :before %s
            order by g.id desc
            limit :limit
            """;

    /** Indexes: generations_pkey, generations_hold_id_key. */
    private static final String ID = "select id from generations where id = :id or hold_id = :id";

    /** Indexes: generations_pkey, task_pkey. */
    private static final String ONE = "select " + COLUMNS + """
            , g.hold_id, g.hold_state, g.watermark, g.cancel_requested, g.deadline_at, g.trace_id,
            t.lane, t.leased_by, t.lease_until
            from generations g
            left join task t on t.job_id = g.id
            where g.id = :job
            """;

    /** Index: provider_attempt_number_key. */
    private static final String ATTEMPTS = """
            select number, provider, model, state, provider_task_id, error_code, created_at, accepted_at, callback_at,
                   finished_at, case when state = 'REJECTED' then 0 else cost_micro_usd end as cost_micro_usd
            from provider_attempt
            where job_id = :job
            order by number
            """;

    /** Index: generations_finished_idx. */
    private static final String ENDED = """
            select status, error_code, provider, count(*) as jobs, max(finished_at) as last_at
            from generations
            where finished_at >= now() - cast(:window as interval) and not refused
            group by status, error_code, provider
            order by jobs desc, error_code, provider
            """;

    private final DatabaseClient database;
    private final Tasks tasks;
    private final JobTexts texts;

    OperatorJobs(DatabaseClient database, Tasks tasks, JobTexts texts) {
        this.database = database;
        this.tasks = tasks;
        this.texts = texts;
    }

    /** Jobs, newest first, older than the one given, of this status and user, if any are given. */
    Flux<OperatorJobResponse> findNewest(
            @Nullable UUID before, @Nullable JobStatus status, @Nullable UserId user, int limit, Locale locale) {
        String conditions =
                (status == null ? "" : " and g.status = :status") + (user == null ? "" : " and g.user_id = :user");
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
                .map(row -> job(row, required(row, "attempts", Long.class).intValue(), locale))
                .all();
    }

    /** The job with this id, or whose hold has it; empty if there is none. */
    Mono<OperatorJobDetailsResponse> find(UUID jobOrHold, Locale locale) {
        return database.sql(ID)
                .bind("id", jobOrHold)
                .map(row -> required(row, "id", UUID.class))
                .one()
                .flatMap(id -> Mono.zip(findAttempts(id), findQueueNumber(id))
                        .flatMap(found -> findDetails(id, found.getT1(), found.getT2(), locale)));
    }

    private Mono<List<Attempt>> findAttempts(UUID job) {
        return database.sql(ATTEMPTS)
                .bind("job", job)
                .map(OperatorJobs::attempt)
                .all()
                .collectList();
    }

    private Mono<Optional<Integer>> findQueueNumber(UUID job) {
        return tasks.position(job).map(Tasks.Place::number).singleOptional();
    }

    private Mono<OperatorJobDetailsResponse> findDetails(
            UUID job, List<Attempt> attempts, Optional<Integer> queueNumber, Locale locale) {
        return database.sql(ONE)
                .bind("job", job)
                .map(row -> details(row, attempts, queueNumber.orElse(null), locale))
                .one();
    }

    /** What ended in this time, by outcome and reason. */
    Mono<FailuresResponse> findFailures(Duration window) {
        return database.sql(ENDED)
                .bind("window", interval(window))
                .map(OperatorJobs::ended)
                .all()
                .collectList()
                .map(ended -> failures(window, ended));
    }

    private record Ended(
            JobStatus status,
            @Nullable String error,
            @Nullable String provider,
            long jobs,
            Instant lastAt) {

        boolean failed() {
            return status == JobStatus.FAILED;
        }
    }

    private static FailuresResponse failures(Duration window, List<Ended> groups) {
        long ended = groups.stream().mapToLong(Ended::jobs).sum();
        List<Ended> failed = groups.stream().filter(Ended::failed).toList();
        return new FailuresResponse(
                (int) window.toHours(),
                ended,
                failed.stream().mapToLong(Ended::jobs).sum(),
                failed.stream().map(group -> reason(group, ended)).toList());
    }

    private static Reason reason(Ended group, long ended) {
        return new Reason(
                String.valueOf(group.error()),
                group.provider(),
                group.jobs(),
                (double) group.jobs() / ended,
                group.lastAt());
    }

    private static Ended ended(Readable row) {
        return new Ended(
                JobStatus.valueOf(required(row, "status", String.class)),
                optional(row, "error_code", String.class),
                optional(row, "provider", String.class),
                required(row, "jobs", Long.class),
                required(row, "last_at", Instant.class));
    }

    private OperatorJobResponse job(Readable row, int attempts, Locale locale) {
        String source = optional(row, "source", String.class);
        String error = optional(row, "error_code", String.class);
        return new OperatorJobResponse(
                required(row, "id", UUID.class),
                required(row, "user_id", UUID.class),
                required(row, "operation", String.class),
                JobStatus.valueOf(required(row, "status", String.class)),
                optional(row, "provider", String.class),
                required(row, "model", String.class),
                source == null ? null : Source.valueOf(source).wireName(),
                required(row, "price", Long.class),
                error == null ? null : new Failure(error, texts.of(error, locale)),
                required(row, "refused", Boolean.class),
                required(row, "created_at", Instant.class),
                optional(row, "started_at", Instant.class),
                optional(row, "finished_at", Instant.class),
                attempts);
    }

    private OperatorJobDetailsResponse details(
            Readable row, List<Attempt> attempts, @Nullable Integer queueNumber, Locale locale) {
        OperatorJobResponse job = job(row, attempts.size(), locale);
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
                job.refused(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                required(row, "hold_id", UUID.class),
                required(row, "hold_state", String.class),
                required(row, "watermark", Boolean.class),
                required(row, "cancel_requested", Boolean.class),
                optional(row, "deadline_at", Instant.class),
                place(row, queueNumber),
                attempts.stream().mapToLong(Attempt::costMicroUsd).sum(),
                optional(row, "trace_id", String.class),
                job.id().toString(),
                attempts);
    }

    private static @Nullable Place place(Readable row, @Nullable Integer queueNumber) {
        String lane = optional(row, "lane", String.class);
        return lane == null
                ? null
                : new Place(
                        lane,
                        queueNumber,
                        optional(row, "leased_by", UUID.class),
                        optional(row, "lease_until", Instant.class));
    }

    private static Attempt attempt(Readable row) {
        return new Attempt(
                required(row, "number", Integer.class),
                required(row, "provider", String.class),
                required(row, "model", String.class),
                required(row, "state", String.class),
                optional(row, "provider_task_id", String.class),
                optional(row, "error_code", String.class),
                required(row, "cost_micro_usd", Long.class),
                required(row, "created_at", Instant.class),
                optional(row, "accepted_at", Instant.class),
                optional(row, "callback_at", Instant.class),
                optional(row, "finished_at", Instant.class));
    }
}
