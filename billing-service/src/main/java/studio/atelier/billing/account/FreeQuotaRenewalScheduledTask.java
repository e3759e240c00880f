package studio.atelier.billing.account;

import java.time.Clock;
import java.time.YearMonth;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.Notice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/**
 * Notifies users who were active last month that this month's free actions are available. Only notifies: the units are
 * granted at the first access to the account, which may be before or after.
 */
@Component
class FreeQuotaRenewalScheduledTask implements ScheduledTask {

    private static final String CODE = "free-quota-renewed";
    private static final int BATCH = 200;

    private final AccountLedger ledger;
    private final DatabaseTransactions transactions;
    private final TransactionalOutbox outbox;
    private final LedgerProperties terms;
    private final Clock clock;

    FreeQuotaRenewalScheduledTask(
            AccountLedger ledger,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox,
            LedgerProperties terms,
            Clock clock) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.outbox = outbox;
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "free-quota-renewal";
    }

    @Override
    public String description() {
        return "Tells users that the month's free actions are there";
    }

    /** At ten in the morning, so that the notice wakes no user. */
    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.CronSchedule("0 0 10 1 * *", terms.zone());
    }

    @Override
    public Mono<String> runScheduledTask() {
        if (terms.freeActions() == 0) {
            return Mono.just("no free actions to announce");
        }
        return transactions.runInBatches(BATCH, this::notifyBatch).map(notified -> notified + " users notified");
    }

    private Mono<Long> notifyBatch(int limit) {
        return ledger.markFreeQuotaAnnounced(YearMonth.now(clock.withZone(terms.zone())), limit)
                .collectList()
                .flatMapIterable(users -> users)
                .concatMap(this::notifyUser)
                .count();
    }

    private Mono<UserId> notifyUser(UserId user) {
        Map<String, String> parameters = Map.of("actions", Long.toString(terms.freeActions()));
        return outbox.appendEvent(new Notice(user, CODE, parameters, clock.instant()))
                .thenReturn(user);
    }
}
