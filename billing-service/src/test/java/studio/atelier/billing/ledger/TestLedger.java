package studio.atelier.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.billing.TestSchema;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.test.TestSpace;
import studio.atelier.platform.test.TurnableClock;

/** A ledger over a separate schema in real PostgreSQL, without Spring, with a settable clock. */
final class TestLedger implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final Instant START = Instant.parse("2026-11-20T09:00:00Z");
    static final long FREE_ACTIONS = 10;
    static final LedgerProperties TERMS = new LedgerProperties(ZoneId.of("Europe/Moscow"), FREE_ACTIONS);

    final TurnableClock clock = TurnableClock.standingAt(START);
    final DatabaseClient database;
    final AccountLedger ledger;
    private final ConnectionPool pool;

    private TestLedger(ConnectionPool pool) {
        this.pool = pool;
        this.database = DatabaseClient.create(pool);
        this.ledger = new R2dbcAccountLedger(database, clock, TERMS);
    }

    static TestLedger in(TestSpace space, String schema, int connections) {
        return new TestLedger(new ConnectionPool(ConnectionPoolConfiguration.builder(TestSchema.create(space, schema))
                .maxSize(connections)
                .build()));
    }

    static UserId someone() {
        return new UserId(UUID.randomUUID());
    }

    /** A request for single holds or a group: 1 unit of ACTIONS each by default. */
    static HoldPlacement aRequest(UserId user, PlaceHolds.RequestedGroupHold... items) {
        return request(user, PriceUnit.ACTIONS, Funding.AUTO, null, START.plus(Duration.ofDays(1)), items);
    }

    static HoldPlacement request(
            UserId user,
            PriceUnit unit,
            Funding funding,
            @Nullable Source expected,
            Instant expiresAt,
            PlaceHolds.RequestedGroupHold... items) {
        UUID group = items.length == 1 ? null : new UUID(items[0].holdId().getMostSignificantBits(), 1);
        return new HoldPlacement(user, group, unit, funding, "try-on", expected, expiresAt, List.of(items));
    }

    static PlaceHolds.RequestedGroupHold item(long amount) {
        return new PlaceHolds.RequestedGroupHold(UuidV7Generator.nextUuid(), amount);
    }

    UUID held(UserId user, long amount) {
        PlaceHolds.RequestedGroupHold item = item(amount);
        assertThat(outcomes(aRequest(user, item))).containsExactly(LedgerHoldOutcome.HoldOutcomeKind.PLACED);
        return item.holdId();
    }

    Mono<List<LedgerHoldOutcome>> execute(HoldCommand command) {
        return ledger.executeCommands(List.of(command)).map(List::getFirst);
    }

    List<LedgerHoldOutcome> place(HoldPlacement request) {
        return now(execute(request));
    }

    List<LedgerHoldOutcome.HoldOutcomeKind> outcomes(HoldPlacement request) {
        return place(request).stream().map(LedgerHoldOutcome::outcome).toList();
    }

    LedgerHoldOutcome capture(UserId user, UUID hold, long amount) {
        return now(execute(new HoldCommand.HoldCapture(user, hold, amount))).getFirst();
    }

    LedgerHoldOutcome release(UserId user, UUID hold) {
        return now(execute(new HoldCommand.HoldRelease(user, hold, "job-failed")))
                .getFirst();
    }

    LedgerAccountOutcome grant(UserId user, String key, Source source, long amount, @Nullable Instant expiresAt) {
        String product = source == Source.PLAN ? "plan-50" : null;
        return now(ledger.grantUnits(new AccountUnitGrant(
                user,
                key,
                AccountUnitGrant.UnitGrantKind.OPERATOR,
                source,
                amount,
                product,
                "because",
                null,
                expiresAt)));
    }

    Balance balance(UserId user) {
        return now(ledger.readAccount(user)).account().balance();
    }

    /** Checks that rows, lots, holds and entries agree, and that everything sums to zero. */
    void assertSound() {
        assertThat(now(new LedgerConsistencyAudit(database).listDifferences().collectList()))
                .isEmpty();
    }

    long count(String sql) {
        return now(database.sql(sql).map(row -> row.get(0, Long.class)).one());
    }

    <T> T now(Mono<T> work) {
        return work.block(LIMIT);
    }

    static Stream<Source> sources() {
        return Stream.of(Source.values()).filter(source -> source != Source.UNKNOWN);
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
