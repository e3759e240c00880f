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
 * @param delete SQL that deletes up to a batch of rows
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
                                         where handled_at < clock_timestamp() - interval '8 days' limit 5000))
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
                                         where created_at < clock_timestamp() - interval '24 hours' limit 5000))
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
        return deleteBatch()
                .expand(deleted -> deleted == BATCH ? deleteBatch() : Mono.empty())
                .reduce(0L, Long::sum)
                .map(deleted -> "%d %s deleted".formatted(deleted, what));
    }

    private Mono<Long> deleteBatch() {
        return transactions.run(database.sql(delete).fetch().rowsUpdated());
    }
}
