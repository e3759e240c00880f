package studio.atelier.platform.schedule;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;

/** Clean-up of the platform's own tables. */
final class PlatformCleanups {

    private static final String OLD_INBOX = """
            delete from inbox
             where ctid = any(array(select ctid from inbox
                                     where handled_at < clock_timestamp() - interval '8 days' limit :limit))
            """;

    private static final String OLD_REQUESTS = """
            delete from idempotent_request
             where ctid = any(array(select ctid from idempotent_request
                                     where created_at < clock_timestamp() - interval '24 hours' limit :limit))
            """;

    private PlatformCleanups() {}

    /** Inbox rows are kept longer than records of the topics, which are kept for seven days. */
    static ExpiredRowCleanup createInboxCleanup(DatabaseClient database, DatabaseTransactions transactions) {
        return new ExpiredRowCleanup(
                "inbox-clean-up",
                "Forgets handled events that no topic can deliver again.",
                "inbox rows",
                Duration.ofHours(1),
                transactions,
                limit -> deleteRows(database, OLD_INBOX, limit));
    }

    static ExpiredRowCleanup idempotentRequests(DatabaseClient database, DatabaseTransactions transactions) {
        return new ExpiredRowCleanup(
                "idempotency-clean-up",
                "Forgets idempotency keys after a day.",
                "idempotency keys",
                Duration.ofMinutes(30),
                transactions,
                limit -> deleteRows(database, OLD_REQUESTS, limit));
    }

    private static Mono<Long> deleteRows(DatabaseClient database, String sql, int limit) {
        return database.sql(sql).bind("limit", limit).fetch().rowsUpdated();
    }
}
