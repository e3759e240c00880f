package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.postgresql.codec.Json;
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
import tools.jackson.databind.json.JsonMapper;

/** Daily budgets of what providers may cost us. A day is one of UTC, by this process's clock. */
@Repository
public class ProviderBudgets {

    /** The budget of everything the free quota pays for. */
    public static final String FREE_QUOTA = "free-quota";

    private static final String EXHAUSTED = """
            select budget
            from spending
            where day = :day
              and budget = any(:budgets)
              and micro_usd + :cost > coalesce(cast(cast(:caps as jsonb) ->> budget as bigint), :defaultCap)
            order by budget = 'free-quota'
            limit 1
            """;

    private static final String GIVE_BACK = """
            with held as materialized (
                select day, budget
                from spending
                where day = :day and budget = any(:budgets)
                order by budget
                for no key update
            )
            update spending
            set micro_usd = greatest(0, micro_usd - :amount), calls = greatest(0, calls - 1)
            from held
            where spending.day = held.day and spending.budget = held.budget
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
    private final Json caps;
    private final Clock clock;

    ProviderBudgets(
            DatabaseClient database,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox,
            BudgetProperties properties,
            JsonMapper json,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.properties = properties;
        this.caps = Json.of(json.writeValueAsString(properties.dailyMicroUsd()));
        this.clock = clock;
    }

    /**
     * A budget that has not enough left for such a call today; empty if all have. Reserves nothing:
     * {@link ProviderAttempts} does, and looks again. The provider's budget comes before the free quota's.
     */
    public Mono<SpentBudget> findExhaustedBudget(ModelProperties.ProviderModelRoute route, boolean free) {
        List<String> budgets = budgetsOf(route, free);
        LocalDate today = today();
        return budgets.isEmpty()
                ? Mono.empty()
                : database.sql(EXHAUSTED)
                        .bind("day", today)
                        .bind("budgets", budgets.toArray(String[]::new))
                        .bind("cost", route.costMicroUsd())
                        .bind("caps", caps)
                        .bind("defaultCap", properties.defaultDailyMicroUsd())
                        .mapValue(String.class)
                        .one()
                        .map(budget -> new SpentBudget(budget, today));
    }

    /** The budgets that a call's cost is taken from; none if it costs nothing. */
    List<String> budgetsOf(ModelProperties.ProviderModelRoute route, boolean free) {
        if (route.costMicroUsd() == 0) {
            return List.of();
        }
        return free ? List.of(FREE_QUOTA, route.provider()) : List.of(route.provider());
    }

    /** The caps of budgets that have their own. */
    Json capsAsJson() {
        return caps;
    }

    /** The cap of any other budget. */
    long defaultCap() {
        return properties.defaultDailyMicroUsd();
    }

    /**
     * Gives back the cost of a call that the provider did not accept, to the day on which it was reserved.
     *
     * @param reservedAt when the cost was reserved
     */
    public Mono<Void> giveBack(ModelProperties.ProviderModelRoute route, boolean free, Instant reservedAt) {
        List<String> budgets = budgetsOf(route, free);
        return budgets.isEmpty()
                ? Mono.empty()
                : ShieldedExecution.fromCancellation(database.sql(GIVE_BACK)
                        .bind("budgets", budgets.toArray(String[]::new))
                        .bind("day", dayOf(reservedAt))
                        .bind("amount", route.costMicroUsd())
                        .fetch()
                        .rowsUpdated()
                        .then());
    }

    /** Records that a budget had not enough left on a day, and notifies operators the first time. */
    public Mono<Void> noteSpent(SpentBudget spent) {
        Instant now = clock.instant();
        String budget = spent.budget();
        return transactions.runInTransaction(database.sql(NOTE_SPENT)
                .bind("budget", budget)
                .bind("day", spent.day())
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

    /** What may be spent from the budget in a day, in millionths of a US dollar. */
    public long dailyCapOf(String budget) {
        return properties.capOf(budget);
    }

    /** A budget that had not enough left for a call on a day. */
    public record SpentBudget(String budget, LocalDate day) {}

    /**
     * What was spent from a budget in a day.
     *
     * @param calls the calls that were paid for
     */
    public record DailyBudgetSpending(LocalDate day, String budget, long microUsd, int calls) {}

    private LocalDate today() {
        return dayOf(clock.instant());
    }

    /** The day of a budget. */
    static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
