package studio.atelier.billing.hold;

import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Returns the units of holds that were not settled before they expired. */
@Component
class ExpiredHoldsScheduledTask implements ScheduledTask {

    private final AccountLedger ledger;
    private final HoldOutcomePublisher answers;
    private final DatabaseTransactions transactions;
    private final BillingHoldProperties properties;

    ExpiredHoldsScheduledTask(
            AccountLedger ledger,
            HoldOutcomePublisher answers,
            DatabaseTransactions transactions,
            BillingHoldProperties properties) {
        this.ledger = ledger;
        this.answers = answers;
        this.transactions = transactions;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "expired-holds";
    }

    @Override
    public String description() {
        return "Gives units back whose hold nobody settled in time";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(properties.expiryInterval());
    }

    /** Runs until a batch is empty: a batch that is not full may only have skipped a locked account. */
    @Override
    public Mono<String> runScheduledTask() {
        return expireBatch()
                .expand(ended -> ended == 0 ? Mono.empty() : expireBatch())
                .reduce(0, Integer::sum)
                .map(ended -> ended + " holds expired");
    }

    private Mono<Integer> expireBatch() {
        return transactions.runInTransaction(ledger.expireHolds(properties.expiryBatch())
                .flatMap(ended -> answers.publishOutcomes(ended, List.of()).thenReturn(ended.size())));
    }
}
