package studio.atelier.chat.delivery;

import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Deletes messages that ended a while ago. */
@Component
class OldMessagesTask implements ScheduledTask {

    /** Longer than an event can be delivered again, so that no message is sent twice for one. */
    private static final Duration KEEP = Duration.ofDays(14);

    private static final Duration EVERY = Duration.ofHours(6);
    private static final int BATCH = 1000;

    private final OutgoingMessages messages;
    private final Transactions transactions;
    private final Clock clock;

    OldMessagesTask(OutgoingMessages messages, Transactions transactions, Clock clock) {
        this.messages = messages;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "old-bot-messages";
    }

    @Override
    public String description() {
        return "Deletes messages of the bot that ended more than 14 days ago.";
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
                        limit -> messages.deleteEndedBefore(clock.instant().minus(KEEP), limit))
                .map(deleted -> deleted + " messages deleted");
    }
}
