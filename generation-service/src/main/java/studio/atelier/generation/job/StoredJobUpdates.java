package studio.atelier.generation.job;

import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.task.TaskLease;

/**
 * Updates jobs. Each change is one guarded UPDATE that returns the new row, or nothing if the guard does not hold;
 * within a transaction it comes before any access to the job's task row.
 */
@Repository
public class StoredJobUpdates {

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

    /** Moves the job to the model's route of this number. */
    Mono<Job> updateRoute(TaskLease lease, int route) {
        return fetchUpdatedJob(
                bindJob(lease.jobId(), REROUTED).bind("epoch", lease.epoch()).bind("route", route));
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

    private GenericExecuteSpec bindJob(UUID id, String change) {
        return database.sql(change).bind("id", id);
    }

    private Mono<Job> fetchUpdatedJob(GenericExecuteSpec statement) {
        return statement.map(mapping::toJob).one();
    }
}
