package studio.atelier.billing.hold;

import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Gives the units of holds back that nobody settled before their time was over. */
@Component
class ExpiredHolds implements ScheduledTask {

    private final Ledger ledger;
    private final HoldAnswers answers;
    private final Transactions transactions;
    private final HoldProperties properties;

    ExpiredHolds(Ledger ledger, HoldAnswers answers, Transactions transactions, HoldProperties properties) {
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
    public Schedule schedule() {
        return new Schedule.Every(properties.expiryInterval());
    }

    /** Until a batch is empty: one that is not full may only have met an account that was busy. */
    @Override
    public Mono<String> run() {
        return expireBatch()
                .expand(ended -> ended == 0 ? Mono.empty() : expireBatch())
                .reduce(0, Integer::sum)
                .map(ended -> ended + " holds expired");
    }

    private Mono<Integer> expireBatch() {
        return transactions.run(ledger.expireHolds(properties.expiryBatch())
                .flatMap(ended -> answers.publish(ended, List.of()).thenReturn(ended.size())));
    }
}
