package studio.atelier.generation.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.database.DatabaseColumns;

/** A job row that no worker processes, for tests of reads: {@code aJob().of(user).failed("CODE").storeIn(database)}. */
final class StoredJob {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private UserId user = new UserId(UUID.randomUUID());
    private JobStatus status = JobStatus.COMPLETED;
    private @Nullable String error;
    private @Nullable String provider = "kie";
    private String model = "stored";
    private @Nullable Duration ran;
    private Instant endedAt = Instant.now();
    private boolean deleted;
    private boolean refused;

    private StoredJob() {}

    static StoredJob aJob() {
        return new StoredJob();
    }

    StoredJob of(UserId owner) {
        user = owner;
        return this;
    }

    StoredJob with(String modelId) {
        model = modelId;
        return this;
    }

    /** It took this long from its first start to its image. */
    StoredJob ranFor(Duration time) {
        ran = time;
        return this;
    }

    StoredJob failed(String code) {
        status = JobStatus.FAILED;
        error = code;
        return this;
    }

    StoredJob cancelled() {
        status = JobStatus.CANCELLED;
        return this;
    }

    StoredJob waiting() {
        status = JobStatus.PENDING;
        provider = null;
        return this;
    }

    StoredJob endedAt(Instant moment) {
        endedAt = moment;
        return this;
    }

    StoredJob deleted() {
        deleted = true;
        return this;
    }

    StoredJob refused() {
        refused = true;
        return this;
    }

    UUID storeIn(DatabaseClient database) {
        UUID id = UuidV7Generator.nextUuid();
        database.sql("""
                        insert into job (
                            id, user_id, operation, parameters, model, prompt, prompt_version, price, unit, funding,
                            hold_id, hold_expires_at, wait_until, status, error_code, provider, finished_at, deleted_at,
                            refused, run_millis)
                        values (
                            :id, :user, 'try-on', '{}', :model, 'a secret prompt', '1', 2, 'ACTIONS', 'AUTO',
                            gen_random_uuid(), now() + interval '1 year', now() + interval '1 year', :status, :error,
                            :provider, :finishedAt, :deletedAt, :refused, :runMillis)""")
                .bind("id", id)
                .bind("user", user.value())
                .bind("model", model)
                .bind("runMillis", DatabaseColumns.toNullableParameter(ran == null ? null : ran.toMillis(), Long.class))
                .bind("status", status.name())
                .bind("error", DatabaseColumns.toNullableParameter(error, String.class))
                .bind("provider", DatabaseColumns.toNullableParameter(provider, String.class))
                .bind(
                        "finishedAt",
                        DatabaseColumns.toNullableParameter(status.isTerminal() ? endedAt : null, Instant.class))
                .bind("deletedAt", DatabaseColumns.toNullableParameter(deleted ? endedAt : null, Instant.class))
                .bind("refused", refused)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
        return id;
    }
}
