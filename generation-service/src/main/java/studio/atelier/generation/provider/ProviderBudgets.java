package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.work.ShieldedExecution;

/** Daily budgets of what providers may cost us. A day is one of UTC, by this process's clock. */
@Repository
public class ProviderBudgets {

    /** The budget of everything the free quota pays for. */
    public static final String FREE_QUOTA = "free-quota";

    private static final String SPEND = """
            insert into spending (budget, day, micro_usd, calls)
            select :budget, :day, :amount, 1
            where :amount <= :cap
            on conflict (budget, day) do update
            set micro_usd = spending.micro_usd + excluded.micro_usd, calls = spending.calls + 1
            where spending.micro_usd + excluded.micro_usd <= :cap
            """;

    private static final String GIVE_BACK = """
            update spending
            set micro_usd = greatest(0, micro_usd - :amount), calls = greatest(0, calls - 1)
            where budget = :budget and day = :day
            """;

    /** Index: spending_pkey. */
    private static final String LAST_DAYS = """
            select day, budget, micro_usd, calls from spending
            where day > :today - cast(:days as integer)
            order by day desc, budget
            """;

    private static final String NOTE_SPENT = """
            insert into spending (budget, day, micro_usd, spent_at)
            values (:budget, :day, 0, :now)
            on conflict (budget, day) do update
            set spent_at = excluded.spent_at
            where spending.spent_at is null
            """;

    private final DatabaseClient database;
    private final DatabaseTransactions transactions;
    private final TransactionalOutbox outbox;
    private final BudgetProperties properties;
    private final Clock clock;

    ProviderBudgets(
            DatabaseClient database,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox,
            BudgetProperties properties,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Reserves the cost of a call, before the call.
     *
     * @return the first budget that has not enough left for today; empty if the cost is reserved
     */
    public Mono<String> spendCallCost(ModelProperties.ProviderModelRoute route, boolean free) {
        if (route.costMicroUsd() == 0) {
            return Mono.empty();
        }
        return applyAtomically(budgetsOf(route, free).stream()
                        .map(budget -> spendFromBudget(budget, route.costMicroUsd()))
                        .toList())
                .then(Mono.<String>empty())
                .onErrorResume(BudgetExhaustedException.class, e -> Mono.just(e.budget));
    }

    /** The first budget that has not enough left for such a call today; empty if all have. Reserves nothing. */
    public Mono<String> findExhaustedBudget(ModelProperties.ProviderModelRoute route, boolean free) {
        if (route.costMicroUsd() == 0) {
            return Mono.empty();
        }
        return Flux.fromIterable(budgetsOf(route, free))
                .filterWhen(budget ->
                        spentToday(budget).map(spent -> spent + route.costMicroUsd() > properties.capOf(budget)))
                .collectList()
                .flatMap(exhausted -> Mono.justOrEmpty(exhausted.stream().findFirst()));
    }

    /**
     * Gives back the cost of a call that the provider did not accept, to the day on which it was reserved.
     *
     * @param reservedAt when the cost was reserved
     */
    public Mono<Void> giveBack(ModelProperties.ProviderModelRoute route, boolean free, Instant reservedAt) {
        if (route.costMicroUsd() == 0) {
            return Mono.empty();
        }
        LocalDate day = dayOf(reservedAt);
        return applyAtomically(budgetsOf(route, free).stream()
                .map(budget -> giveBack(budget, day, route.costMicroUsd()))
                .toList());
    }

    /** Records that a budget has not enough left for today, and notifies operators the first time. */
    public Mono<Void> noteSpent(String budget) {
        Instant now = clock.instant();
        return transactions.runInTransaction(database.sql(NOTE_SPENT)
                .bind("budget", budget)
                .bind("day", dayOf(now))
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .flatMap(first -> outbox.appendEvent(new OperatorNotice(
                        OperatorNotice.OperatorNoticeKind.BUDGET_SPENT,
                        budget,
                        Map.of("capMicroUsd", Long.toString(properties.capOf(budget))),
                        now))));
    }

    /** What has been spent from the budget today. */
    public Mono<Long> spentToday(String budget) {
        return database.sql("select micro_usd from spending where budget = :budget and day = :day")
                .bind("budget", budget)
                .bind("day", today())
                .map(row -> readRequired(row, "micro_usd", Long.class))
                .one()
                .defaultIfEmpty(0L);
    }

    /** What has been spent in the last days, including today, newest first. */
    public Flux<DailyBudgetSpending> spentInLastDays(int days) {
        return database.sql(LAST_DAYS)
                .bind("today", today())
                .bind("days", days)
                .map(row -> new DailyBudgetSpending(
                        readRequired(row, "day", LocalDate.class),
                        readRequired(row, "budget", String.class),
                        readRequired(row, "micro_usd", Long.class),
                        readRequired(row, "calls", Integer.class)))
                .all();
    }

    /**
     * What was spent from a budget in a day.
     *
     * @param calls the calls that were paid for
     */
    public record DailyBudgetSpending(LocalDate day, String budget, long microUsd, int calls) {}

    private Mono<Void> spendFromBudget(String budget, long amount) {
        return database.sql(SPEND)
                .bind("budget", budget)
                .bind("day", today())
                .bind("amount", amount)
                .bind("cap", properties.capOf(budget))
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .switchIfEmpty(Mono.error(() -> new BudgetExhaustedException(budget)))
                .then();
    }

    private Mono<Void> giveBack(String budget, LocalDate day, long amount) {
        return database.sql(GIVE_BACK)
                .bind("budget", budget)
                .bind("day", day)
                .bind("amount", amount)
                .fetch()
                .rowsUpdated()
                .then();
    }

    private LocalDate today() {
        return dayOf(clock.instant());
    }

    private static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    /**
     * All or none; a single change needs no transaction around it, so that the contended row is locked only briefly.
     */
    private Mono<Void> applyAtomically(List<Mono<Void>> changes) {
        return changes.size() == 1
                ? ShieldedExecution.fromCancellation(changes.getFirst())
                : transactions.runInTransaction(Flux.concat(changes).then());
    }

    /** In a fixed order, so that two transactions do not deadlock. */
    private static List<String> budgetsOf(ModelProperties.ProviderModelRoute route, boolean free) {
        return free ? List.of(FREE_QUOTA, route.provider()) : List.of(route.provider());
    }

    /** Rolls the transaction back. */
    private static final class BudgetExhaustedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String budget;

        private BudgetExhaustedException(String budget) {
            super(budget);
            this.budget = budget;
        }
    }
}
