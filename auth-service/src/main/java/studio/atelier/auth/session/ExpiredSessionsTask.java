package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Deletes ended sessions and used tokens from PostgreSQL. */
@Component
class ExpiredSessionsTask implements ScheduledTask {

    private static final int BATCH = 1000;

    private final Sessions sessions;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final Clock clock;

    ExpiredSessionsTask(Sessions sessions, Transactions transactions, SessionProperties properties, Clock clock) {
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
    public Schedule schedule() {
        return new Schedule.Every(properties.cleanUpEvery());
    }

    /** One after the other: sessions take their tokens with them, and together the two could wait for each other. */
    @Override
    public Mono<String> run() {
        Instant before = clock.instant().minus(properties.keep());
        return transactions
                .runInBatches(BATCH, limit -> sessions.deleteEndedBefore(before, limit))
                .zipWhen(
                        done -> transactions.runInBatches(BATCH, limit -> sessions.deleteSpentBefore(before, limit)),
                        (ended, spent) -> ended + " sessions and " + spent + " used tokens deleted");
    }
}
