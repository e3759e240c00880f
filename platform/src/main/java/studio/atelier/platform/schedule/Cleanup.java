package studio.atelier.platform.schedule;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;

/**
 * Deletes rows past their time from one of the platform's tables, some thousands at a time, so that no statement runs
 * long.
 *
 * @param name of the task
 * @param what the rows are, for the outcome
 * @param delete SQL that deletes up to {@code :limit} rows
 */
record Cleanup(
        String name,
        String description,
        String what,
        String delete,
        Duration interval,
        DatabaseClient database,
        Transactions transactions)
        implements ScheduledTask {

    private static final int BATCH = 5_000;

    /** Inbox rows outlive the topics, which keep records for seven days. */
    static Cleanup inbox(DatabaseClient database, Transactions transactions) {
        return new Cleanup(
                "inbox-clean-up",
                "Forgets handled events that no topic can deliver again.",
                "inbox rows",
                """
                delete from inbox
                 where ctid = any(array(select ctid from inbox
                                         where handled_at < clock_timestamp() - interval '8 days' limit :limit))
                """,
                Duration.ofHours(1),
                database,
                transactions);
    }

    static Cleanup idempotentRequests(DatabaseClient database, Transactions transactions) {
        return new Cleanup(
                "idempotency-clean-up",
                "Forgets idempotency keys after a day.",
                "idempotency keys",
                """
                delete from idempotent_request
                 where ctid = any(array(select ctid from idempotent_request
                                         where created_at < clock_timestamp() - interval '24 hours' limit :limit))
                """,
                Duration.ofMinutes(30),
                database,
                transactions);
    }

    @Override
    public Schedule schedule() {
        return new Schedule.Every(interval);
    }

    @Override
    public Mono<String> run() {
        return transactions.runInBatches(BATCH, this::delete).map(deleted -> "%d %s deleted".formatted(deleted, what));
    }

    private Mono<Long> delete(int limit) {
        return database.sql(delete).bind("limit", limit).fetch().rowsUpdated();
    }
}
