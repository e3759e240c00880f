package studio.atelier.platform.schedule;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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

    /** Also when the first of the others is due, or its lease has ended; null if there are no others. */
    private static final String CLAIM = """
            with due as materialized (
                select name, next_run_at
                  from scheduled_task
                 where name = any(:names)
                   and next_run_at <= now()
                   and (leased_until is null or leased_until < now())
                 order by next_run_at
                 limit :limit
                   for update skip locked
            ), claimed as (
                update scheduled_task
                   set owner = :owner,
                       leased_until = now() + cast(:interval as interval),
                       last_started_at = now()
                  from due
                 where scheduled_task.name = due.name
            )
            select array(select name from due order by next_run_at) as claimed,
                   (select extract(epoch from min(greatest(next_run_at, leased_until)) - now())::float8
                      from scheduled_task
                     where name = any(:names)
                       and name not in (select name from due)) as seconds
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
            returning extract(epoch from next_run_at - now())::float8 as seconds
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

    /** Claims tasks that are due and not leased, up to a limit, the one that is due first in front. */
    Mono<ClaimedTasks> claimDueTasks(UUID owner, Collection<String> names, int limit, Duration lease) {
        return database.sql(CLAIM)
                .bind("owner", owner)
                .bind("names", names.toArray(String[]::new))
                .bind("limit", limit)
                .bind("interval", toInterval(lease))
                .map(ScheduledTaskTable::toClaimedTasks)
                .one();
    }

    private static ClaimedTasks toClaimedTasks(Readable row) {
        Double seconds = row.get("seconds", Double.class);
        return new ClaimedTasks(
                List.of(readRequired(row, "claimed", String[].class)), seconds == null ? null : toDuration(seconds));
    }

    private static Duration toDuration(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1_000));
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

    /**
     * Saves how a run ended; the task is due again after this long.
     *
     * @return the time until it is due, which is less if it was made due during its run; empty if the lease is lost
     */
    Mono<Duration> finishRun(UUID owner, String name, ScheduledTaskRun run, Duration untilNextRun) {
        return database.sql(FINISH)
                .bind("owner", owner)
                .bind("name", name)
                .bind("interval", toInterval(untilNextRun))
                .bind("duration", run.duration().toMillis())
                .bind("succeeded", run.succeeded())
                .bind("outcome", toTextParameter(run.outcome()))
                .map(row -> toDuration(readRequired(row, "seconds", Double.class)))
                .one();
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

    /**
     * Tasks that were claimed.
     *
     * @param untilNext the time until another task can be claimed, negative if one can now; null if there is none
     */
    record ClaimedTasks(List<String> names, @Nullable Duration untilNext) {}

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
