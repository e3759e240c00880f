package studio.atelier.platform.outbox;

import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/**
 * Reports events that wait in the outbox for minutes to the operator. They are never deleted unpublished, however old.
 */
final class OutboxBacklogCheck implements ScheduledTask {

    private static final Logger log = LoggerFactory.getLogger(OutboxBacklogCheck.class);

    private static final String OLD = """
            select count(*)
              from (select from outbox where created_at < now() - interval '5 minutes' limit 10000) as old
            """;

    private final DatabaseClient database;

    OutboxBacklogCheck(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "outbox-check";
    }

    @Override
    public String description() {
        return "Reports events that have waited for Kafka for more than five minutes.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(Duration.ofMinutes(5));
    }

    @Override
    public Mono<String> runScheduledTask() {
        return database.sql(OLD)
                .mapValue(Long.class)
                .one()
                .map(Objects::requireNonNull)
                .doOnNext(OutboxBacklogCheck::logOverdueEvents)
                .map(old -> old + " events overdue");
    }

    private static void logOverdueEvents(long old) {
        if (old > 0) {
            log.error("{} outbox events have been waiting for Kafka for more than five minutes", old);
        }
    }
}
