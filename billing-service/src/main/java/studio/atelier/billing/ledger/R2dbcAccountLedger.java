package studio.atelier.billing.ledger;

import static studio.atelier.contracts.balance.Source.FREE;
import static studio.atelier.contracts.balance.Source.PLAN;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountSourceBalances.AccountSourceBalance;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.WireNameConverter;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.database.BatchRows;

/** Calls the PL/pgSQL functions of the migrations: one round trip for each {@link AccountLedger} operation. */
@Repository
class R2dbcAccountLedger implements AccountLedger {

    private static final String ACCOUNT_COLUMNS = """
            (balance).version, (balance).plan_code, (balance).plan_renews_at, (balance).free_renews_at,
            (balance).sources, (balance).units, (balance).held
            """;
    private static final String HOLD_COLUMNS = """
            hold_id, user_id, group_id, outcome, reason, source, amount, required, available, expires_at, expired, late,
            repeated, written_off, changed,
            """ + ACCOUNT_COLUMNS;
    private static final String ACCOUNT_OUTCOME = "select outcome, transaction_id, changed, " + ACCOUNT_COLUMNS;

    private static final String EXECUTE = "select command_number, " + HOLD_COLUMNS + """
            from (select command_number, (outcome).* from execute_hold_commands(:commands, :now, :zone, :free)) executed
            """;
    private static final String EXPIRE = "select " + HOLD_COLUMNS + "from expire_holds(:limit, :now, :zone, :free)";
    private static final String GRANT = ACCOUNT_OUTCOME + """
            from grant_units(:user, :key, :kind, :source, :amount, :product, :reason, :actor,
                             coalesce(:expires, 'infinity'), :now, :zone, :free)
            """;
    private static final String READ = ACCOUNT_OUTCOME + "from read_account(:user, :now, :zone, :free)";
    private static final String CLOSE = ACCOUNT_OUTCOME + "from close_account(:user, :now)";

    /** Index: account_user_id_key. */
    private static final String LOCK = "select id from account where user_id = :user for update";

    /** Index: account_free_month_idx. */
    private static final String MARK_FREE_QUOTA_ANNOUNCED = """
            update account set free_noticed = :month
             where id in (select id from account
                           where free_month = :last and user_id is not null and status = 'open'
                             and free_noticed is distinct from :month
                           order by id limit :limit for update skip locked)
            returning user_id
            """;

    /** Index: hold_unplaced_idx. */
    private static final String DELETE_UNPLACED = """
            delete from hold
             where id in (select id from hold where status in ('declined', 'barred') and ended_at < :before
                           order by ended_at limit :limit)
            """;

    private final DatabaseClient database;
    private final Clock clock;
    private final LedgerProperties terms;

    R2dbcAccountLedger(DatabaseClient database, Clock clock, LedgerProperties terms) {
        this.database = database;
        this.clock = clock;
        this.terms = terms;
    }

    @Override
    public Mono<List<List<LedgerHoldOutcome>>> executeCommands(List<HoldCommand> commands) {
        return Mono.defer(() -> executeOnTerms(commands)).map(outcomes -> toListByCommand(outcomes, commands.size()));
    }

    private Mono<Map<Integer, List<LedgerHoldOutcome>>> executeOnTerms(List<HoldCommand> commands) {
        return onTerms(EXECUTE)
                .bind(
                        "commands",
                        BatchRows.toJson(
                                commands.stream().map(HoldCommandRow::of).toList()))
                .map(row ->
                        new NumberedHoldOutcome(readRequired(row, "command_number", Integer.class), toHoldOutcome(row)))
                .all()
                .collect(Collectors.groupingBy(
                        NumberedHoldOutcome::command,
                        Collectors.mapping(NumberedHoldOutcome::outcome, Collectors.toUnmodifiableList())));
    }

    private static List<List<LedgerHoldOutcome>> toListByCommand(
            Map<Integer, List<LedgerHoldOutcome>> outcomes, int commands) {
        return IntStream.rangeClosed(1, commands)
                .mapToObj(number -> outcomes.getOrDefault(number, List.of()))
                .toList();
    }

    @Override
    public Mono<List<LedgerHoldOutcome>> expireHolds(int limit) {
        return Mono.defer(() -> onTerms(EXPIRE)
                .bind("limit", limit)
                .map(R2dbcAccountLedger::toHoldOutcome)
                .all()
                .collectList());
    }

    @Override
    public Mono<LedgerAccountOutcome> grantUnits(AccountUnitGrant grant) {
        return Mono.defer(() -> bindGrant(onTerms(GRANT), grant)
                .map(row -> toAccountOutcome(row, grant.userId()))
                .one());
    }

    private static DatabaseClient.GenericExecuteSpec bindGrant(
            DatabaseClient.GenericExecuteSpec statement, AccountUnitGrant grant) {
        return statement
                .bind("user", grant.userId().value())
                .bind("key", grant.key())
                .bind("kind", WireNameConverter.toWireName(grant.kind()))
                .bind("source", grant.source().wireName())
                .bind("amount", grant.amount())
                .bind("product", toNullableParameter(grant.product(), String.class))
                .bind("reason", toNullableParameter(grant.reason(), String.class))
                .bind("actor", toNullableParameter(grant.actorId(), UUID.class))
                .bind("expires", toNullableParameter(grant.expiresAt(), Instant.class));
    }

    @Override
    public Mono<LedgerAccountOutcome> readAccount(UserId user) {
        return Mono.defer(() -> onTerms(READ)
                .bind("user", user.value())
                .map(row -> toAccountOutcome(row, user))
                .one());
    }

    @Override
    public Mono<LedgerAccountOutcome> closeAccount(UserId user) {
        return Mono.defer(() -> database.sql(CLOSE)
                .bind("user", user.value())
                .bind("now", clock.instant())
                .map(row -> toAccountOutcome(row, user))
                .one());
    }

    @Override
    public Mono<UUID> lockAccount(UserId user) {
        return database.sql(LOCK)
                .bind("user", user.value())
                .mapValue(UUID.class)
                .one();
    }

    @Override
    public Flux<UserId> markFreeQuotaAnnounced(YearMonth month, int limit) {
        return database.sql(MARK_FREE_QUOTA_ANNOUNCED)
                .bind("month", month.toString())
                .bind("last", month.minusMonths(1).toString())
                .bind("limit", limit)
                .map(row -> new UserId(readRequired(row, "user_id", UUID.class)))
                .all();
    }

    @Override
    public Mono<Long> deleteUnplacedHolds(Instant endedBefore, int limit) {
        return database.sql(DELETE_UNPLACED)
                .bind("before", endedBefore)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }

    private GenericExecuteSpec onTerms(String sql) {
        return database.sql(sql)
                .bind("now", clock.instant())
                .bind("zone", terms.zone().getId())
                .bind("free", terms.freeActions());
    }

    private static LedgerHoldOutcome toHoldOutcome(Readable row) {
        UserId user = new UserId(readRequired(row, "user_id", UUID.class));
        return new LedgerHoldOutcome(
                readRequired(row, "hold_id", UUID.class),
                user,
                row.get("group_id", UUID.class),
                LedgerHoldOutcome.HoldOutcomeKind.ofSqlName(readRequired(row, "outcome", String.class)),
                row.get("reason", String.class),
                readSource(row),
                readNumber(row, "amount"),
                readNumber(row, "required"),
                readNumber(row, "available"),
                row.get("expires_at", Instant.class),
                readFlag(row, "expired"),
                readFlag(row, "late"),
                readFlag(row, "repeated"),
                readNumber(row, "written_off"),
                readFlag(row, "changed") ? toAccount(row, user) : null);
    }

    private static @Nullable Source readSource(Readable row) {
        String name = row.get("source", String.class);
        return name == null ? null : Source.ofWireName(name);
    }

    private static LedgerAccountOutcome toAccountOutcome(Readable row, UserId user) {
        return new LedgerAccountOutcome(
                LedgerAccountOutcome.AccountOutcomeKind.ofSqlName(readRequired(row, "outcome", String.class)),
                row.get("transaction_id", Long.class),
                readFlag(row, "changed"),
                row.get("version", Long.class) == null ? null : toAccount(row, user));
    }

    private static LedgerAccount toAccount(Readable row, UserId user) {
        AccountSourceBalances balances = AccountSourceBalances.of(row);
        Instant freeRenewsAt = row.get("free_renews_at", Instant.class);
        Balance balance = new Balance(
                unitsOfEach(balances, AccountSourceBalance::availableUnits),
                toPlan(row, balances),
                // Null only if the account was closed before it was first brought up to date.
                new Balance.FreeQuotaBalance(
                        balances.balanceOf(FREE).availableUnits(), freeRenewsAt == null ? Instant.EPOCH : freeRenewsAt),
                new Balance.HeldUnitsBalance(
                        unitsOfEach(balances, AccountSourceBalance::held),
                        balances.balanceOf(PLAN).held()
                                + balances.balanceOf(FREE).held()));
        return new LedgerAccount(user, readNumber(row, "version"), balance);
    }

    private static Map<Source, Long> unitsOfEach(
            AccountSourceBalances balances, ToLongFunction<AccountSourceBalance> units) {
        return Source.listGrantable().stream()
                .collect(
                        Collectors.toMap(Function.identity(), source -> units.applyAsLong(balances.balanceOf(source))));
    }

    private static Balance.@Nullable SubscriptionBalance toPlan(Readable row, AccountSourceBalances balances) {
        String code = row.get("plan_code", String.class);
        return code == null
                ? null
                : new Balance.SubscriptionBalance(
                        code,
                        balances.balanceOf(PLAN).availableUnits(),
                        readRequired(row, "plan_renews_at", Instant.class));
    }

    private static long readNumber(Readable row, String column) {
        return readRequired(row, column, Long.class);
    }

    private static boolean readFlag(Readable row, String column) {
        return readRequired(row, column, Boolean.class);
    }

    private record NumberedHoldOutcome(int command, LedgerHoldOutcome outcome) {}

    /** A command as {@code execute_hold_commands} reads it. */
    private record HoldCommandRow(
            String kind,
            UUID userId,
            List<UUID> holds,
            List<Long> amounts,
            @Nullable UUID groupId,
            @Nullable String unit,
            @Nullable String funding,
            @Nullable String purpose,
            @Nullable String expectedSource,
            @Nullable Instant expiresAt,
            @Nullable String reason) {

        static HoldCommandRow of(HoldCommand command) {
            return switch (command) {
                case HoldPlacement placement -> of(placement);
                case HoldCommand.HoldCapture capture ->
                    settling("capture", capture, capture.holdId(), List.of(capture.amount()), null);
                case HoldCommand.HoldRelease release ->
                    settling("release", release, release.holdId(), List.of(), release.reason());
            };
        }

        private static HoldCommandRow of(HoldPlacement placement) {
            Source expected = placement.expectedSource();
            return new HoldCommandRow(
                    "place",
                    placement.userId().value(),
                    placement.items().stream()
                            .map(PlaceHolds.RequestedGroupHold::holdId)
                            .toList(),
                    placement.items().stream()
                            .map(PlaceHolds.RequestedGroupHold::amount)
                            .toList(),
                    placement.groupId(),
                    placement.unit().wireName(),
                    placement.funding().wireName(),
                    placement.purpose(),
                    expected == null ? null : expected.wireName(),
                    placement.expiresAt(),
                    null);
        }

        private static HoldCommandRow settling(
                String kind, HoldCommand command, UUID hold, List<Long> amounts, @Nullable String reason) {
            UUID user = command.userId().value();
            return new HoldCommandRow(kind, user, List.of(hold), amounts, null, null, null, null, null, null, reason);
        }
    }
}
