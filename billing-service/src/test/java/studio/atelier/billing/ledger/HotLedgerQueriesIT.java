package studio.atelier.billing.ledger;

import static studio.atelier.billing.ManyRows.SOMEBODY;
import static studio.atelier.billing.ledger.TestLedger.START;
import static studio.atelier.billing.ledger.TestLedger.TERMS;
import static studio.atelier.billing.ledger.TestLedger.aRequest;
import static studio.atelier.billing.ledger.TestLedger.item;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ManyRows;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;
import studio.atelier.platform.test.TurnableClock;

@AtelierInfrastructure
class HotLedgerQueriesIT {

    private static final Instant DECEMBER = Instant.parse("2026-12-01T12:00:00Z");

    private static ManyRows rows;
    private final TurnableClock clock = TurnableClock.standingAt(START);
    private final AccountLedger ledger = new R2dbcAccountLedger(rows.database(), clock, TERMS);

    @BeforeAll
    static void fill(TestSpace space) {
        rows = ManyRows.in(space, "hot_ledger");
    }

    @AfterAll
    static void close() {
        rows.close();
    }

    @Test
    void placingAndSettlingReadsNoTableWhole() {
        PlaceHolds.RequestedGroupHold one = item(1);
        PlaceHolds.RequestedGroupHold two = item(1);
        UserId user = new UserId(new UUID(0, 7));
        rows.assertNoTableIsReadWhole(ledger.executeCommands(List.of(
                aRequest(user, one, two),
                aRequest(user, one, two),
                new HoldCapture(user, one.holdId(), 1),
                new HoldRelease(user, two.holdId(), "failed"),
                new HoldRelease(user, UuidV7Generator.nextUuid(), "failed"),
                new HoldCapture(user, UuidV7Generator.nextUuid(), 1))));
    }

    @Test
    void readingAndGrantingReadsNoTableWhole() {
        rows.assertNoTableIsReadWhole(ledger.readAccount(SOMEBODY)
                .then(ledger.grantUnits(grant("one", 5)))
                .then(ledger.grantUnits(grant("two", -3)))
                .then(ledger.grantUnits(grant("two", -3))));
    }

    @Test
    void theFirstTouchOfAMonthReadsNoTableWhole() {
        clock.turnTo(DECEMBER);
        rows.assertNoTableIsReadWhole(ledger.readAccount(new UserId(new UUID(0, 9))));
    }

    @Test
    void lookingForExpiredHoldsReadsNoTableWhole() {
        rows.assertNoTableIsReadWhole(ledger.expireHolds(200));
        clock.turnTo(Instant.now().plus(Duration.ofDays(400)));
        rows.assertNoTableIsReadWhole(ledger.expireHolds(5));
    }

    @Test
    void closingReadsNoTableWhole() {
        rows.assertNoTableIsReadWhole(Mono.defer(() -> ledger.closeAccount(new UserId(new UUID(0, 11)))));
    }

    @Test
    void readingForUsersAndOperatorsReadsNoTableWhole() {
        AccountLedgerQueries queries = new AccountLedgerQueries(rows.database());
        rows.assertNoTableIsReadWhole(queries.findAccount(SOMEBODY)
                .flatMap(account -> queries.findOpenHolds(account.id())
                        .thenMany(queries.findMovements(account.id(), Long.MAX_VALUE, 50))
                        .then())
                .then(queries.findHold(SOMEBODY.value()))
                .then(queries.findHistory(SOMEBODY, Long.MAX_VALUE, 21).then())
                .then(ledger.lockAccount(SOMEBODY)));
    }

    private static AccountUnitGrant grant(String key, long amount) {
        return new AccountUnitGrant(
                SOMEBODY,
                key,
                AccountUnitGrant.UnitGrantKind.OPERATOR,
                Source.CREDITS,
                amount,
                null,
                "a test",
                null,
                null);
    }
}
