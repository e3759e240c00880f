package studio.atelier.billing.hold;

import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/**
 * Deletes holds that were never placed: declined ones, and marks of a release before the place command. They are kept
 * far longer than any command can be delayed.
 */
@Component
class UnplacedHoldsScheduledTask implements ScheduledTask {

    private static final int BATCH = 5_000;

    private final AccountLedger ledger;
    private final DatabaseTransactions transactions;
    private final BillingHoldProperties properties;
    private final Clock clock;

    UnplacedHoldsScheduledTask(
            AccountLedger ledger, DatabaseTransactions transactions, BillingHoldProperties properties, Clock clock) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "unplaced-holds";
    }

    @Override
    public String description() {
        return "Deletes declined holds and release marks that no command can meet any more";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.CronSchedule("0 20 3 * * *", ZoneOffset.UTC);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return transactions.runInBatches(BATCH, this::deleteBatch).map(deleted -> deleted + " holds deleted");
    }

    private Mono<Long> deleteBatch(int limit) {
        return ledger.deleteUnplacedHolds(clock.instant().minus(properties.keepUnplaced()), limit);
    }
}
