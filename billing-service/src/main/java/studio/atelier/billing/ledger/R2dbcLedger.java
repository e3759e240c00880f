package studio.atelier.billing.ledger;

import static studio.atelier.contracts.billing.Source.CREDITS;
import static studio.atelier.contracts.billing.Source.DIAMONDS;
import static studio.atelier.contracts.billing.Source.ENERGY;
import static studio.atelier.contracts.billing.Source.FREE;
import static studio.atelier.contracts.billing.Source.PLAN;
import static studio.atelier.platform.database.Columns.nullable;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.Source;

/** {@link Ledger} by the functions of the migrations: one round trip for each operation. */
@Repository
class R2dbcLedger implements Ledger {

    private static final String ACCOUNT_COLUMNS = """
            (balance).version, (balance).plan_code, (balance).plan_renews_at, (balance).free_renews_at,
            (balance).sources, (balance).units, (balance).held
            """;
    private static final String HOLD_ANSWER = """
            select hold_id, user_id, group_id, outcome, reason, source, amount, required, available, expires_at,
                   expired, late, repeated, written_off, changed,
            """ + ACCOUNT_COLUMNS;
    private static final String ACCOUNT_ANSWER = "select outcome, transaction_id, changed, " + ACCOUNT_COLUMNS;

    private static final String PLACE = HOLD_ANSWER + """
            from place_holds(:user, :group, :holds, :amounts, :unit, :funding, :purpose, :expected, :expires,
                             :now, :zone, :free)
            """;
    private static final String CAPTURE = HOLD_ANSWER + "from capture_hold(:user, :hold, :amount, :now, :zone, :free)";
    private static final String RELEASE = HOLD_ANSWER + "from release_hold(:user, :hold, :reason, :now, :zone, :free)";
    private static final String EXPIRE = HOLD_ANSWER + "from expire_holds(:limit, :now, :zone, :free)";
    private static final String GRANT = ACCOUNT_ANSWER + """
            from grant_units(:user, :key, :kind, :source, :amount, :product, :reason, :actor,
                             coalesce(:expires, 'infinity'), :now, :zone, :free)
            """;
    private static final String READ = ACCOUNT_ANSWER + "from read_account(:user, :now, :zone, :free)";
    private static final String CLOSE = ACCOUNT_ANSWER + "from close_account(:user, :now)";

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

    R2dbcLedger(DatabaseClient database, Clock clock, LedgerProperties terms) {
        this.database = database;
        this.clock = clock;
        this.terms = terms;
    }

    @Override
    public Mono<List<HoldAnswer>> placeHolds(HoldRequest request) {
        List<PlaceHolds.Item> items = request.items();
        Source expected = request.expectedSource();
        return Mono.defer(() -> onTerms(PLACE)
                .bind("user", request.userId().value())
                .bind("group", nullable(request.groupId(), UUID.class))
                .bind("holds", items.stream().map(PlaceHolds.Item::holdId).toArray(UUID[]::new))
                .bind("amounts", items.stream().map(PlaceHolds.Item::amount).toArray(Long[]::new))
                .bind("unit", request.unit().wireName())
                .bind("funding", request.funding().wireName())
                .bind("purpose", request.purpose())
                .bind("expected", nullable(expected == null ? null : expected.wireName(), String.class))
                .bind("expires", request.expiresAt())
                .map(R2dbcLedger::holdAnswer)
                .all()
                .collectList());
    }

    @Override
    public Mono<HoldAnswer> captureHold(UserId user, UUID holdId, long amount) {
        return Mono.defer(() -> onTerms(CAPTURE)
                .bind("user", user.value())
                .bind("hold", holdId)
                .bind("amount", amount)
                .map(R2dbcLedger::holdAnswer)
                .one());
    }

    @Override
    public Mono<HoldAnswer> releaseHold(UserId user, UUID holdId, String reason) {
        return Mono.defer(() -> onTerms(RELEASE)
                .bind("user", user.value())
                .bind("hold", holdId)
                .bind("reason", reason)
                .map(R2dbcLedger::holdAnswer)
                .one());
    }

    @Override
    public Mono<List<HoldAnswer>> expireHolds(int limit) {
        return Mono.defer(() -> onTerms(EXPIRE)
                .bind("limit", limit)
                .map(R2dbcLedger::holdAnswer)
                .all()
                .collectList());
    }

    @Override
    public Mono<AccountAnswer> grant(Grant grant) {
        return Mono.defer(() -> onTerms(GRANT)
                .bind("user", grant.userId().value())
                .bind("key", grant.key())
                .bind("kind", grant.kind().name().toLowerCase(Locale.ROOT))
                .bind("source", grant.source().wireName())
                .bind("amount", grant.amount())
                .bind("product", nullable(grant.product(), String.class))
                .bind("reason", nullable(grant.reason(), String.class))
                .bind("actor", nullable(grant.actorId(), UUID.class))
                .bind("expires", nullable(grant.expiresAt(), Instant.class))
                .map(row -> accountAnswer(row, grant.userId()))
                .one());
    }

    @Override
    public Mono<AccountAnswer> readAccount(UserId user) {
        return Mono.defer(() -> onTerms(READ)
                .bind("user", user.value())
                .map(row -> accountAnswer(row, user))
                .one());
    }

    @Override
    public Mono<AccountAnswer> closeAccount(UserId user) {
        return Mono.defer(() -> database.sql(CLOSE)
                .bind("user", user.value())
                .bind("now", clock.instant())
                .map(row -> accountAnswer(row, user))
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
                .map(row -> new UserId(required(row, "user_id", UUID.class)))
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

    private static HoldAnswer holdAnswer(Readable row) {
        UserId user = new UserId(required(row, "user_id", UUID.class));
        return new HoldAnswer(
                required(row, "hold_id", UUID.class),
                user,
                row.get("group_id", UUID.class),
                HoldAnswer.Outcome.of(required(row, "outcome", String.class)),
                row.get("reason", String.class),
                source(row),
                number(row, "amount"),
                number(row, "required"),
                number(row, "available"),
                row.get("expires_at", Instant.class),
                flag(row, "expired"),
                flag(row, "late"),
                flag(row, "repeated"),
                number(row, "written_off"),
                flag(row, "changed") ? account(row, user) : null);
    }

    private static @Nullable Source source(Readable row) {
        String name = row.get("source", String.class);
        return name == null ? null : Source.ofWireName(name);
    }

    private static AccountAnswer accountAnswer(Readable row, UserId user) {
        return new AccountAnswer(
                AccountAnswer.Outcome.of(required(row, "outcome", String.class)),
                row.get("transaction_id", Long.class),
                flag(row, "changed"),
                row.get("version", Long.class) == null ? null : account(row, user));
    }

    private static Account account(Readable row, UserId user) {
        SourceBalances balances = SourceBalances.of(row);
        Instant freeRenewsAt = row.get("free_renews_at", Instant.class);
        Balance balance = new Balance(
                balances.get(CREDITS).available(),
                balances.get(ENERGY).available(),
                balances.get(DIAMONDS).available(),
                plan(row, balances),
                // Null only of an account that closed before its first touch.
                new Balance.Free(balances.get(FREE).available(), freeRenewsAt == null ? Instant.EPOCH : freeRenewsAt),
                new Balance.Held(
                        balances.get(CREDITS).held(),
                        balances.get(ENERGY).held(),
                        balances.get(DIAMONDS).held(),
                        balances.get(PLAN).held() + balances.get(FREE).held()));
        return new Account(user, number(row, "version"), balance);
    }

    private static Balance.@Nullable Plan plan(Readable row, SourceBalances balances) {
        String code = row.get("plan_code", String.class);
        return code == null
                ? null
                : new Balance.Plan(
                        code, balances.get(PLAN).available(), required(row, "plan_renews_at", Instant.class));
    }

    private static long number(Readable row, String column) {
        return required(row, column, Long.class);
    }

    private static boolean flag(Readable row, String column) {
        return required(row, column, Boolean.class);
    }
}
