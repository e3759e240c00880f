package studio.atelier.billing.hold;

import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/**
 * Forgets holds that never were: declined ones, and marks of a release before its place. They are kept far longer than
 * any command can still be on its way.
 */
@Component
class UnplacedHolds implements ScheduledTask {

    private static final int BATCH = 5_000;

    private final Ledger ledger;
    private final Transactions transactions;
    private final HoldProperties properties;
    private final Clock clock;

    UnplacedHolds(Ledger ledger, Transactions transactions, HoldProperties properties, Clock clock) {
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
        return "Forgets declined holds and release marks that no command can meet any more";
    }

    @Override
    public Schedule schedule() {
        return new Schedule.Cron("0 20 3 * * *", ZoneOffset.UTC);
    }

    @Override
    public Mono<String> run() {
        return transactions.runInBatches(BATCH, this::forget).map(forgotten -> forgotten + " holds forgotten");
    }

    private Mono<Long> forget(int limit) {
        return ledger.deleteUnplacedHolds(clock.instant().minus(properties.keepUnplaced()), limit);
    }
}
