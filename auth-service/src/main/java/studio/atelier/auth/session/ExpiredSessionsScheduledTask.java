package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Deletes ended sessions and used tokens from PostgreSQL. */
@Component
class ExpiredSessionsScheduledTask implements ScheduledTask {

    private static final int BATCH = 1000;

    private final LoginSessions sessions;
    private final DatabaseTransactions transactions;
    private final SessionProperties properties;
    private final Clock clock;

    ExpiredSessionsScheduledTask(
            LoginSessions sessions, DatabaseTransactions transactions, SessionProperties properties, Clock clock) {
        this.sessions = sessions;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "expired-sessions";
    }

    @Override
    public String description() {
        return "Deletes sessions that ended, and refresh tokens that were used, more than days-to-keep ago from PostgreSQL.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(properties.cleanUpEvery());
    }

    /** Runs one after the other: deleting sessions deletes their tokens, so that in parallel the two could deadlock. */
    @Override
    public Mono<String> runScheduledTask() {
        Instant before = clock.instant().minus(properties.retentionPeriod());
        return transactions
                .runInBatches(BATCH, limit -> sessions.deleteEndedBefore(before, limit))
                .zipWhen(
                        done -> transactions.runInBatches(BATCH, limit -> sessions.deleteSpentBefore(before, limit)),
                        (ended, spent) -> ended + " sessions and " + spent + " used tokens deleted");
    }
}
