package studio.atelier.generation.provider;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.postgresql.codec.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Duration KEPT = Duration.ofSeconds(1);

    /** The budget of everything the free quota pays for. */
    public static final String FREE_QUOTA = "free-quota";

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
    private final Map<String, Mono<Long>> recentlySpent = new ConcurrentHashMap<>();

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
     * The first budget that had not enough left for such a call a moment ago; empty if all had.
     * {@link ProviderAttempts} reserves the cost, and looks at the budgets as they are.
     */
    public Mono<String> findExhaustedBudget(ModelProperties.ProviderModelRoute route, boolean free) {
        return Flux.fromIterable(budgetsOf(route, free))
                .filterWhen(budget -> recentlySpent
                        .computeIfAbsent(budget, this::readSpentToday)
                        .map(spent -> spent + route.costMicroUsd() > properties.capOf(budget)))
                .collectList()
                .flatMap(exhausted -> Mono.justOrEmpty(exhausted.stream().findFirst()));
    }

    private Mono<Long> readSpentToday(String budget) {
        return Mono.defer(() -> spentToday(budget)).cache(spent -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
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

    private LocalDate today() {
        return dayOf(clock.instant());
    }

    /** The day of a budget. */
    static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
