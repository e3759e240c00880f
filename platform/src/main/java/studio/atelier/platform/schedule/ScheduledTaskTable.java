package studio.atelier.platform.schedule;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of the scheduled tasks. Each call is one statement, committed by itself; time is the database's. */
final class ScheduledTaskTable {

    private static final String REGISTER = """
            insert into scheduled_task (name, next_run_at)
            values (:name, now() + cast(:interval as interval))
                on conflict do nothing
            """;

    private static final String CLAIM = """
            update scheduled_task
               set owner = :owner,
                   leased_until = now() + cast(:interval as interval),
                   last_started_at = now()
             where name = (select name
                             from scheduled_task
                            where name = any(:names)
                              and next_run_at <= now()
                              and (leased_until is null or leased_until < now())
                            order by next_run_at
                            limit 1
                              for update skip locked)
            returning name
            """;

    private static final String RENEW = """
            update scheduled_task
               set leased_until = clock_timestamp() + cast(:interval as interval)
             where name = any(:names)
               and owner = :owner
            returning name
            """;

    /** A task that was made due during its run stays due. */
    private static final String FINISH = """
            update scheduled_task
               set owner = null,
                   leased_until = null,
                   next_run_at = case
                       when next_run_at > last_started_at then next_run_at
                       else now() + cast(:interval as interval) end,
                   last_duration_ms = :duration,
                   last_succeeded = :succeeded,
                   last_outcome = :outcome
             where name = :name
               and owner = :owner
            """;

    private static final String RUN_NOW =
            "update scheduled_task set next_run_at = clock_timestamp() where name = :name";

    private static final String ALL = """
            select name, next_run_at, last_started_at, last_duration_ms, last_succeeded, last_outcome,
                   coalesce(leased_until > now(), false) as running
              from scheduled_task
             where name = any(:names)
             order by name
            """;

    private final DatabaseClient database;

    ScheduledTaskTable(DatabaseClient database) {
        this.database = database;
    }

    /** Inserts the row if it does not exist; the task is due after this long. */
    Mono<Void> insertIfMissing(String name, Duration untilFirstRun) {
        return database.sql(REGISTER)
                .bind("name", name)
                .bind("interval", toInterval(untilFirstRun))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Claims one task that is due and not leased; empty if there is none. */
    Mono<String> claimDueTask(UUID owner, Collection<String> names, Duration lease) {
        return database.sql(CLAIM)
                .bind("owner", owner)
                .bind("names", names.toArray(String[]::new))
                .bind("interval", toInterval(lease))
                .map(row -> readRequired(row, "name", String.class))
                .one();
    }

    /** Renews the leases that the owner still has; returns the names of those tasks. */
    Flux<String> renewLeases(UUID owner, Collection<String> names, Duration lease) {
        return database.sql(RENEW)
                .bind("owner", owner)
                .bind("names", names.toArray(String[]::new))
                .bind("interval", toInterval(lease))
                .map(row -> readRequired(row, "name", String.class))
                .all();
    }

    /** Saves how a run ended; the task is due again after this long. */
    Mono<Void> finishRun(UUID owner, String name, ScheduledTaskRun run, Duration untilNextRun) {
        return database.sql(FINISH)
                .bind("owner", owner)
                .bind("name", name)
                .bind("interval", toInterval(untilNextRun))
                .bind("duration", run.duration().toMillis())
                .bind("succeeded", run.succeeded())
                .bind("outcome", toTextParameter(run.outcome()))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static Parameter toTextParameter(String value) {
        return Parameters.in(value.substring(0, Math.min(value.length(), 500)));
    }

    /** Returns whether the task exists. */
    Mono<Boolean> runNow(String name) {
        return database.sql(RUN_NOW).bind("name", name).fetch().rowsUpdated().map(rows -> rows == 1);
    }

    Flux<ScheduledTaskRow> listRows(Collection<String> names) {
        return database.sql(ALL)
                .bind("names", names.toArray(String[]::new))
                .map(ScheduledTaskTable::toRow)
                .all();
    }

    private static ScheduledTaskRow toRow(Readable row) {
        Long duration = row.get("last_duration_ms", Long.class);
        return new ScheduledTaskRow(
                readRequired(row, "name", String.class),
                Boolean.TRUE.equals(row.get("running", Boolean.class)),
                readRequired(row, "next_run_at", Instant.class),
                row.get("last_started_at", Instant.class),
                duration == null ? null : Duration.ofMillis(duration),
                row.get("last_succeeded", Boolean.class),
                row.get("last_outcome", String.class));
    }

    /** The outcome of a run. */
    record ScheduledTaskRun(Duration duration, boolean succeeded, String outcome) {}

    record ScheduledTaskRow(
            String name,
            boolean running,
            Instant nextRunAt,
            @Nullable Instant lastStartedAt,
            @Nullable Duration lastDuration,
            @Nullable Boolean lastSucceeded,
            @Nullable String lastOutcome) {

        TaskState toTaskState(String description) {
            return new TaskState(
                    name, description, running, nextRunAt, lastStartedAt, lastDuration, lastSucceeded, lastOutcome);
        }
    }
}
