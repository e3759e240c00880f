package studio.atelier.generation.job;

import static studio.atelier.generation.database.BufferedQueryRows.bufferAll;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;

/** Finds jobs; {@link JobAdmissions}, {@link JobTransitions} and {@link JobVisibility} write them. */
@Repository
public class StoredJobQueries {

    private static final String NEWEST = """
            select * from job
            where user_id = :user and deleted_at is null and not refused
              and (cast(:before as uuid) is null or id < :before)
              and (cast(:status as text) is null or status = :status)
            order by id desc
            limit :limit
            """;

    private static final String OVERDUE = """
            (select id, status from job
             where status = 'PROCESSING' and deadline_at <= now() order by deadline_at limit :limit)
            union all
            (select id, status from job
             where status = 'PENDING' and wait_until <= now() order by wait_until limit :limit)
            """;

    private static final String TYPICAL_RUN = """
            select percentile_cont(0.5) within group (order by run_millis) as typical
            from (select run_millis from job
                  where model = :model and status = 'COMPLETED'
                  order by finished_at desc
                  limit 50) newest
            having count(*) >= 5
            """;

    private static final String OLDER_THAN =
            "select created_at < clock_timestamp() - make_interval(secs => :seconds) from job where id = :id";

    private final DatabaseClient database;
    private final JobRowMapping mapping;
    private final StatementBatcher<UUID, UUID, Job> jobs;

    StoredJobQueries(DatabaseClient database, JobRowMapping mapping, MeterRegistry meters) {
        this.database = database;
        this.mapping = mapping;
        this.jobs = new StatementBatcher<>("find-jobs", BatchLimits.usual(), id -> id, this::findJobs, meters);
    }

    /** Jobs that are looked for at the same time are read together. */
    public Mono<Job> findJob(UUID id) {
        return jobs.call(id);
    }

    private Mono<Map<UUID, Job>> findJobs(List<UUID> ids) {
        return database.sql("select * from job where id = any(:ids)")
                .bind("ids", ids.toArray(UUID[]::new))
                .map(mapping::toJob)
                .all()
                .collectMap(Job::id);
    }

    /** Also empty if the job is another user's, or hidden from its user. */
    public Mono<Job> findOwn(UserId user, UUID id) {
        return findJob(id).filter(job -> isShownTo(user, job));
    }

    /** The user's job with this id, or with this hold id, which the user's history shows. */
    public Mono<Job> findOwnByIdOrHold(UserId user, UUID jobOrHold) {
        return database.sql("select * from job where id = :id or hold_id = :id")
                .bind("id", jobOrHold)
                .map(mapping::toJob)
                .one()
                .filter(job -> isShownTo(user, job));
    }

    /** Whether the user sees the job. */
    public static boolean isShownTo(UserId user, Job job) {
        return job.user().equals(user) && !job.refused() && job.times().deletedAt() == null;
    }

    /** The user's jobs, newest first, older than the one given and of this status, if any are given. */
    public Flux<Job> listNewestJobs(UserId user, @Nullable UUID before, @Nullable JobStatus status, int limit) {
        return database.sql(NEWEST)
                .bind("user", user.value())
                .bind("before", toNullableParameter(before, UUID.class))
                .bind("status", toNullableParameter(status == null ? null : status.name(), String.class))
                .bind("limit", limit)
                .map(mapping::toJob)
                .all();
    }

    /** The jobs of a batch of this user, in their order; also those that are hidden from the user. */
    public Flux<Job> listBatchJobs(UserId user, UUID batchId) {
        return database.sql("select * from job where batch_id = :batch order by batch_position")
                .bind("batch", batchId)
                .map(mapping::toJob)
                .all()
                .filter(job -> job.user().equals(user));
    }

    /** The jobs of these batches, in any order; also those that are hidden from their users. */
    Flux<Job> listJobsOfBatches(List<UUID> batchIds) {
        return bufferAll(database.sql("select * from job where batch_id = any(:batches)")
                .bind("batches", batchIds.toArray(UUID[]::new))
                .map(mapping::toJob)
                .all());
    }

    /** The user's jobs that have not ended. */
    public Flux<UUID> listUnfinishedJobIds(UserId user) {
        return bufferAll(database.sql("select id from job where user_id = :user and finished_at is null order by id")
                .bind("user", user.value())
                .mapValue(UUID.class)
                .all());
    }

    /** Whether the job was made longer ago than this, by PostgreSQL's clock alone; false if there is no such job. */
    public Mono<Boolean> isOlderThan(UUID jobId, Duration age) {
        return database.sql(OLDER_THAN)
                .bind("id", jobId)
                .bind("seconds", age.toMillis() / 1000.0)
                .mapValue(Boolean.class)
                .one()
                .defaultIfEmpty(false);
    }

    /** Jobs past a deadline. */
    public Flux<OverdueJobRow> listOverdueJobs(int limit) {
        return bufferAll(database.sql(OVERDUE)
                .bind("limit", limit)
                .map(row -> new OverdueJobRow(
                        readRequired(row, "id", UUID.class),
                        JobStatus.valueOf(readRequired(row, "status", String.class))))
                .all());
    }

    /** Median run time of the model's newest images; empty while there are fewer than five. */
    Mono<Duration> findTypicalRunTime(String model) {
        return database.sql(TYPICAL_RUN)
                .bind("model", model)
                .map(row -> Duration.ofMillis(
                        readRequired(row, "typical", Double.class).longValue()))
                .one();
    }

    /** A job past a deadline. */
    public record OverdueJobRow(UUID id, JobStatus status) {}
}
