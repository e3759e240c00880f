package studio.atelier.chat.update;

import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Deletes updates that were handled a while ago. */
@Component
class OldUpdatesTask implements ScheduledTask {

    /** Telegram sends an update again for a day at most. */
    private static final Duration KEEP = Duration.ofDays(7);

    private static final Duration EVERY = Duration.ofHours(6);
    private static final int BATCH = 1000;

    private final Updates updates;
    private final Transactions transactions;
    private final Clock clock;

    OldUpdatesTask(Updates updates, Transactions transactions, Clock clock) {
        this.updates = updates;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "old-telegram-updates";
    }

    @Override
    public String description() {
        return "Deletes Telegram updates that were handled more than 7 days ago.";
    }

    @Override
    public Schedule schedule() {
        return new Schedule.Every(EVERY);
    }

    @Override
    public Mono<String> run() {
        return transactions
                .runInBatches(
                        BATCH,
                        limit -> updates.deleteHandledBefore(clock.instant().minus(KEEP), limit))
                .map(deleted -> deleted + " updates deleted");
    }
}
