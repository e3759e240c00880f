package studio.atelier.billing.account;

import static studio.atelier.platform.database.Columns.required;

import java.time.Clock;
import java.time.YearMonth;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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

    /**
     * Marks a batch of accounts as told, so that a repeat tells nobody twice. Who has been there this month already, or
     * was not in the last, is left alone. Index: account_free_month_idx.
     */
    private static final String MARK = """
            update account set free_noticed = :month
             where id in (select id from account
                           where free_month = :last and user_id is not null and status = 'open'
                             and free_noticed is distinct from :month
                           order by id limit :limit for update skip locked)
            returning user_id
            """;

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Outbox outbox;
    private final LedgerProperties terms;
    private final Clock clock;

    FreeQuotaRenewal(
            DatabaseClient database, Transactions transactions, Outbox outbox, LedgerProperties terms, Clock clock) {
        this.database = database;
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
        return mark(YearMonth.now(clock.withZone(terms.zone())), limit)
                .concatMap(this::tell)
                .count();
    }

    private Flux<UserId> mark(YearMonth month, int limit) {
        return database.sql(MARK)
                .bind("month", month.toString())
                .bind("last", month.minusMonths(1).toString())
                .bind("limit", limit)
                .map(row -> new UserId(required(row, "user_id", UUID.class)))
                .all()
                .collectList()
                .flatMapIterable(users -> users);
    }

    private Mono<UserId> tell(UserId user) {
        Map<String, String> parameters = Map.of("actions", Long.toString(terms.freeActions()));
        return outbox.append(new Notice(user, CODE, parameters, clock.instant()))
                .thenReturn(user);
    }
}
