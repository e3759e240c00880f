package studio.atelier.generation.job;

import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** Hides jobs from their users, and erases what the users requested; the jobs take their course. */
@Repository
public class JobVisibility {

    private static final String REFUSED = """
            update job
            set refused = true
            where id = :id and hold_state = 'DECLINED'
            returning id
            """;

    /** The holds of a batch are declined together, though the answers about the others may not have arrived. */
    private static final String BATCH_REFUSED = """
            update job
            set refused = true
            where batch_id = :batch and hold_state in ('ASKED', 'DECLINED')
            returning id
            """;

    private static final String DELETED = """
            update job
            set deleted_at = now()
            where id = :id and finished_at is not null and deleted_at is null
            """;

    private static final String ERASED = """
            with erased as (
                update job
                set parameters = '{}', prompt = '', inputs = '{}', image_parameters = '{}',
                    deleted_at = coalesce(deleted_at, now())
                where user_id = :user
                returning id, finished_at
            )
            select id from erased where finished_at > now() - cast(:fresh as interval)
            """;

    private final DatabaseClient database;
    private final JobProperties properties;

    JobVisibility(DatabaseClient database, JobProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    /**
     * Marks that the POST of the job, or of its batch, is answered with billing's refusal: the user never sees the
     * jobs. Returns them.
     */
    public Flux<UUID> markRefused(Job job) {
        UUID batch = job.batchId();
        return (batch == null
                        ? bindJob(job.id(), REFUSED)
                        : database.sql(BATCH_REFUSED).bind("batch", batch))
                .mapValue(UUID.class)
                .all();
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
}
