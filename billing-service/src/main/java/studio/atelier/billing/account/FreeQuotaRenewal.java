package studio.atelier.billing.account;

import java.time.Clock;
import java.time.YearMonth;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.Ledger;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.Notice;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.Outbox;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/**
 * Tells people of last month that this month's free actions are there. Only tells: the units come at the first touch of
 * the account, which may be before or after.
 */
@Component
class FreeQuotaRenewal implements ScheduledTask {

    private static final String CODE = "free-quota-renewed";
    private static final int BATCH = 200;

    private final Ledger ledger;
    private final Transactions transactions;
    private final Outbox outbox;
    private final LedgerProperties terms;
    private final Clock clock;

    FreeQuotaRenewal(Ledger ledger, Transactions transactions, Outbox outbox, LedgerProperties terms, Clock clock) {
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
        return "Tells people that the month's free actions are there";
    }

    /** At ten in the morning, when nobody is woken by it. */
    @Override
    public Schedule schedule() {
        return new Schedule.Cron("0 0 10 1 * *", terms.zone());
    }

    @Override
    public Mono<String> run() {
        if (terms.freeActions() == 0) {
            return Mono.just("no free actions to tell of");
        }
        return transactions.runInBatches(BATCH, this::tell).map(told -> told + " people told");
    }

    private Mono<Long> tell(int limit) {
        return ledger.markFreeQuotaAnnounced(YearMonth.now(clock.withZone(terms.zone())), limit)
                .collectList()
                .flatMapIterable(users -> users)
                .concatMap(this::tell)
                .count();
    }

    private Mono<UserId> tell(UserId user) {
        Map<String, String> parameters = Map.of("actions", Long.toString(terms.freeActions()));
        return outbox.append(new Notice(user, CODE, parameters, clock.instant()))
                .thenReturn(user);
    }
}
