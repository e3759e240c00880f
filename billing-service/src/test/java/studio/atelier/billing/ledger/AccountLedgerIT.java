package studio.atelier.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static studio.atelier.billing.ledger.LedgerHoldOutcome.HoldOutcomeKind.CAPTURED;
import static studio.atelier.billing.ledger.LedgerHoldOutcome.HoldOutcomeKind.DECLINED;
import static studio.atelier.billing.ledger.LedgerHoldOutcome.HoldOutcomeKind.PLACED;
import static studio.atelier.billing.ledger.LedgerHoldOutcome.HoldOutcomeKind.RELEASED;
import static studio.atelier.billing.ledger.TestLedger.LIMIT;
import static studio.atelier.billing.ledger.TestLedger.START;
import static studio.atelier.billing.ledger.TestLedger.aRequest;
import static studio.atelier.billing.ledger.TestLedger.item;
import static studio.atelier.billing.ledger.TestLedger.request;
import static studio.atelier.billing.ledger.TestLedger.someone;

import io.r2dbc.spi.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.balance.SourceSelection;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

@AtelierInfrastructure
class AccountLedgerIT {

    /** The first instant of December in the time zone in which months begin. */
    private static final Instant DECEMBER = Instant.parse("2026-11-30T21:00:00Z");

    private static final Duration LONG = Duration.ofDays(400);

    private static TestLedger ledger;
    private final UserId user = someone();

    @BeforeAll
    static void open(TestSpace space) {
        ledger = TestLedger.in(space, "ledger_it", 16);
    }

    @AfterAll
    static void close() {
        ledger.close();
    }

    @BeforeEach
    void turnTheClockBack() {
        ledger.clock.turnTo(START);
    }

    @AfterEach
    void theLedgerIsSound() {
        ledger.assertSound();
    }

    @Nested
    class ABatchOfCommands {

        @Test
        void answersEachCommandUnderItsPlace() {
            UserId other = someone();
            PlaceHolds.RequestedGroupHold one = item(2);
            PlaceHolds.RequestedGroupHold two = item(3);
            PlaceHolds.RequestedGroupHold others = item(4);
            HoldPlacement group = aRequest(user, one, two);

            List<List<LedgerHoldOutcome>> executed = ledger.now(ledger.ledger.executeCommands(List.of(
                    group,
                    aRequest(other, others),
                    new HoldCapture(user, two.holdId(), 1),
                    group,
                    new HoldRelease(other, others.holdId(), "cancelled"),
                    new HoldCapture(other, others.holdId(), 1),
                    new HoldRelease(user, one.holdId(), "cancelled"))));

            assertThat(executed)
                    .extracting(outcomes -> outcomes.stream()
                            .map(outcome -> outcome.outcome() + (outcome.repeated() ? " again" : ""))
                            .toList())
                    .containsExactly(
                            List.of("PLACED", "PLACED"),
                            List.of("PLACED"),
                            List.of("CAPTURED"),
                            List.of("PLACED again", "CAPTURED again"),
                            List.of("RELEASED"),
                            List.of("REFUSED"),
                            List.of("RELEASED"));
            assertThat(executed.get(0))
                    .extracting(LedgerHoldOutcome::holdId)
                    .containsExactly(one.holdId(), two.holdId());
            assertThat(executed.get(1)).extracting(LedgerHoldOutcome::userId).containsOnly(other);
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(9);
            assertThat(ledger.balance(other).free().actionsLeft()).isEqualTo(10);
        }

        @Test
        void admitsExactlyWhatTheBalanceOfEachUserPays() {
            List<UserId> users = Stream.generate(TestLedger::someone).limit(8).toList();
            List<LedgerHoldOutcome> outcomes = ledger.now(Flux.range(0, 20)
                    .flatMap(
                            n -> ledger.ledger.executeCommands(placeForEach(n % 2 == 0 ? users : users.reversed())), 20)
                    .flatMapIterable(executed -> executed)
                    .flatMapIterable(one -> one)
                    .collectList());
            assertThat(outcomes).hasSize(160);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.outcome() == PLACED)
                    .extracting(LedgerHoldOutcome::userId)
                    .hasSize(80)
                    .containsOnlyElementsOf(users);
        }

        private static List<HoldCommand> placeForEach(List<UserId> users) {
            return users.stream()
                    .<HoldCommand>map(one -> aRequest(one, item(1)))
                    .toList();
        }
    }

    @Nested
    class AnAccount {

        @Test
        void opensAtFirstTouchWithTheFreeQuota() {
            LedgerAccountOutcome answer = ledger.now(ledger.ledger.readAccount(user));
            assertThat(answer.changed()).isTrue();
            assertThat(answer.account().balance())
                    .isEqualTo(new Balance(
                            Map.of(),
                            null,
                            new Balance.FreeQuotaBalance(10, DECEMBER),
                            new Balance.HeldUnitsBalance(Map.of(), 0)));
        }

        @Test
        void isOpenedOnceByManyAtOnce() {
            long changed = ledger.now(Flux.range(0, 50)
                    .flatMap(n -> ledger.ledger.readAccount(user), 50)
                    .filter(LedgerAccountOutcome::changed)
                    .count());
            assertThat(changed).isEqualTo(1);
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(10);
        }

        @Test
        void growsItsVersionWithEveryChangeAndOnlyThen() {
            long opened = ledger.now(ledger.ledger.readAccount(user)).account().version();
            long readAgain =
                    ledger.now(ledger.ledger.readAccount(user)).account().version();
            LedgerHoldOutcome placed = ledger.place(aRequest(user, item(1))).get(0);
            assertThat(readAgain).isEqualTo(opened);
            assertThat(placed.changed().version()).isGreaterThan(opened);
        }

        @Test
        void getsTheQuotaOfANewMonthAndLosesTheOld() {
            ledger.held(user, 3);
            ledger.clock.turnTo(DECEMBER.minusMillis(1));
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(7);
            ledger.clock.turnTo(DECEMBER);
            Balance december = ledger.balance(user);
            assertThat(december.free().actionsLeft()).isEqualTo(10);
            assertThat(december.free().renewsAt()).isEqualTo(Instant.parse("2026-12-31T21:00:00Z"));
            assertThat(december.held().actions()).isEqualTo(3);
        }

        @Test
        void losesItsPlanOnTheDayAlsoIfItsUnitsAreUsedUp() {
            Instant end = START.plus(Duration.ofDays(30));
            ledger.grant(user, "plan:" + user, Source.PLAN, 2, end);
            ledger.grant(user, "pack:" + user, Source.CREDITS, 2, START.plus(Duration.ofDays(1)));
            ledger.capture(user, ledger.held(user, 2), 2);
            assertThat(ledger.balance(user).plan()).isEqualTo(new Balance.SubscriptionBalance("plan-50", 0, end));
            ledger.clock.turnTo(START.plus(Duration.ofDays(2)));
            assertThat(ledger.balance(user).plan()).isNotNull();
            ledger.clock.turnTo(end);
            assertThat(ledger.balance(user).plan()).isNull();
        }

        @Test
        void showsThePlanThatEndsLastIfThereAreTwo() {
            Instant end = START.plus(Duration.ofDays(30));
            ledger.grant(user, "long:" + user, Source.PLAN, 5, end);
            ledger.grant(user, "short:" + user, Source.PLAN, 5, START.plus(Duration.ofDays(3)));
            ledger.clock.turnTo(START.plus(Duration.ofDays(4)));
            assertThat(ledger.balance(user).plan()).isEqualTo(new Balance.SubscriptionBalance("plan-50", 5, end));
        }

        @Test
        void closesAtOnceWithoutAnOpenHoldAndItsIdIsFreeAgain() {
            ledger.grant(user, "g:" + user, Source.CREDITS, 5, null);
            assertThat(ledger.now(ledger.ledger.closeAccount(user))
                            .account()
                            .balance()
                            .availableUnits(Source.CREDITS))
                    .isZero();
            Balance again = ledger.balance(user);
            assertThat(again.availableUnits(Source.CREDITS)).isZero();
            assertThat(again.free().actionsLeft())
                    .as("the month's quota was had")
                    .isZero();
        }

        @Test
        void closesWithItsLastHoldAndPlacesNoneMeanwhile() {
            UUID hold = ledger.held(user, 2);
            ledger.now(ledger.ledger.closeAccount(user));
            assertThat(ledger.place(aRequest(user, item(1))))
                    .extracting(LedgerHoldOutcome::reason)
                    .containsExactly("account-closed");
            LedgerHoldOutcome captured = ledger.capture(user, hold, 2);
            assertThat(captured.outcome()).isEqualTo(CAPTURED);
            assertThat(captured.changed().balance().free().actionsLeft()).isZero();
        }
    }

    @Nested
    class Placing {

        @Test
        void setsUnitsAsideUnderTheNewBalance() {
            LedgerHoldOutcome placed = ledger.place(aRequest(user, item(2))).get(0);
            assertThat(placed.outcome()).isEqualTo(PLACED);
            assertThat(placed.source()).isEqualTo(Source.FREE);
            assertThat(placed.amount()).isEqualTo(2);
            assertThat(placed.changed().balance().free().actionsLeft()).isEqualTo(8);
            assertThat(placed.changed().balance().held().actions()).isEqualTo(2);
        }

        @Test
        void admitsExactlyThreeOfTwoHundredAtOnceOnABalanceForThree() {
            ledger.held(user, 7);
            List<LedgerHoldOutcome> answers = ledger.now(Flux.range(0, 200)
                    .flatMap(n -> ledger.execute(aRequest(user, item(1))), 200)
                    .flatMapIterable(all -> all)
                    .collectList());
            assertThat(answers).filteredOn(a -> a.outcome() == PLACED).hasSize(3);
            assertThat(answers)
                    .filteredOn(a -> "insufficient-funds".equals(a.reason()))
                    .hasSize(197);
            assertThat(ledger.balance(user).free().actionsLeft()).isZero();
        }

        @Test
        void asksThePlanThenCreditsThenTheFreeQuota() {
            ledger.grant(user, "p:" + user, Source.PLAN, 2, START.plus(LONG));
            ledger.grant(user, "c:" + user, Source.CREDITS, 2, null);
            assertThat(List.of(
                            ledger.place(aRequest(user, item(2))).get(0).source(),
                            ledger.place(aRequest(user, item(2))).get(0).source(),
                            ledger.place(aRequest(user, item(2))).get(0).source()))
                    .containsExactly(Source.PLAN, Source.CREDITS, Source.FREE);
        }

        @Test
        void neverSplitsAPriceOverSources() {
            ledger.grant(user, "c:" + user, Source.CREDITS, 8, null);
            LedgerHoldOutcome declined = ledger.place(aRequest(user, item(11))).get(0);
            assertThat(declined.reason()).isEqualTo("insufficient-funds");
            assertThat(declined.required()).isEqualTo(11);
            assertThat(declined.available()).isEqualTo(10);
        }

        @Test
        void takesOnlyTheFreeQuotaIfAskedFor() {
            ledger.grant(user, "c:" + user, Source.CREDITS, 50, null);
            LedgerHoldOutcome placed = place(Funding.FREE, null, 2);
            assertThat(placed.source()).isEqualTo(Source.FREE);
            assertThat(place(Funding.FREE, null, 9).reason()).isEqualTo("insufficient-funds");
        }

        @Test
        void declinesWhenAnotherSourceThanQuotedWouldPay() {
            ledger.grant(user, "c:" + user, Source.CREDITS, 1, null);
            assertThat(place(Funding.AUTO, Source.CREDITS, 2).reason()).isEqualTo("quote-changed");
            assertThat(place(Funding.AUTO, Source.CREDITS, 1).outcome()).isEqualTo(PLACED);
            assertThat(place(Funding.AUTO, Source.CREDITS, 99).reason()).isEqualTo("insufficient-funds");
        }

        @Test
        void paysEnergyAndDiamondsInTheirOwnUnit() {
            ledger.grant(user, "e:" + user, Source.ENERGY, 3, null);
            Instant end = START.plus(LONG);
            assertThat(ledger.outcomes(request(user, PriceUnit.ENERGY, Funding.AUTO, null, end, item(3))))
                    .containsExactly(PLACED);
            assertThat(ledger.outcomes(request(user, PriceUnit.DIAMONDS, Funding.AUTO, null, end, item(1))))
                    .containsExactly(DECLINED);
        }

        @Test
        void placesAGroupWholeFromOneSourceOrNotAtAll() {
            ledger.grant(user, "c:" + user, Source.CREDITS, 5, null);
            assertThat(ledger.place(aRequest(user, item(2), item(3))))
                    .extracting(LedgerHoldOutcome::source)
                    .containsOnly(Source.CREDITS);
            List<LedgerHoldOutcome> tooMuch = ledger.place(aRequest(user, item(9), item(1), item(1)));
            assertThat(tooMuch).extracting(LedgerHoldOutcome::outcome).containsOnly(DECLINED);
            assertThat(tooMuch).extracting(LedgerHoldOutcome::required).containsOnly(11L);
            assertThat(ledger.balance(user).held())
                    .isEqualTo(new Balance.HeldUnitsBalance(Map.of(Source.CREDITS, 5L), 0));
        }

        @Test
        void takesTheUnitsThatEndFirst() {
            ledger.grant(user, "late:" + user, Source.CREDITS, 3, null);
            ledger.grant(user, "soon:" + user, Source.CREDITS, 3, START.plus(Duration.ofDays(2)));
            ledger.capture(user, ledger.held(user, 4), 4);
            ledger.clock.turnBy(Duration.ofDays(3));
            assertThat(ledger.balance(user).availableUnits(Source.CREDITS)).isEqualTo(2);
        }

        private LedgerHoldOutcome place(Funding funding, Source expected, long amount) {
            return ledger.place(request(user, PriceUnit.ACTIONS, funding, expected, START.plus(LONG), item(amount)))
                    .get(0);
        }
    }

    @Nested
    class Repeating {

        @Test
        void aPlaceAnswersWithWhereTheHoldStands() {
            PlaceHolds.RequestedGroupHold item = item(2);
            LedgerHoldOutcome first = ledger.place(aRequest(user, item)).get(0);
            LedgerHoldOutcome second = ledger.place(aRequest(user, item)).get(0);
            assertThat(second.outcome()).isEqualTo(PLACED);
            assertThat(second.repeated()).isTrue();
            assertThat(second.changed()).isNull();
            assertThat(second.source()).isEqualTo(first.source());
            ledger.capture(user, item.holdId(), 1);
            assertThat(ledger.outcomes(aRequest(user, item))).containsExactly(CAPTURED);
        }

        @Test
        void aPlaceAtOnceSetsUnitsAsideOnce() {
            PlaceHolds.RequestedGroupHold item = item(2);
            long changes = ledger.now(Flux.range(0, 50)
                    .flatMap(n -> ledger.execute(aRequest(user, item)), 50)
                    .filter(answers -> !answers.get(0).repeated())
                    .count());
            assertThat(changes).isEqualTo(1);
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(8);
        }

        @Test
        void aPlaceWithOtherContentIsDeclinedAndTheHoldStays() {
            PlaceHolds.RequestedGroupHold item = item(2);
            ledger.place(aRequest(user, item));
            PlaceHolds.RequestedGroupHold more = new PlaceHolds.RequestedGroupHold(item.holdId(), 3);
            assertThat(ledger.place(aRequest(user, more)).get(0).reason()).isEqualTo("content-mismatch");
            assertThat(ledger.place(aRequest(someone(), item)).get(0).reason()).isEqualTo("content-mismatch");
            assertThat(ledger.place(aRequest(user, item, item(1))))
                    .extracting(LedgerHoldOutcome::reason)
                    .containsOnly("content-mismatch");
            assertThat(ledger.capture(user, item.holdId(), 2).outcome()).isEqualTo(CAPTURED);
        }

        @Test
        void aPartOfAGroupIsOtherContent() {
            PlaceHolds.RequestedGroupHold one = item(1);
            PlaceHolds.RequestedGroupHold two = item(1);
            ledger.place(aRequest(user, one, two));
            assertThat(ledger.outcomes(aRequest(user, one, two))).containsExactly(PLACED, PLACED);
            assertThat(ledger.place(aRequest(user, one)).get(0).reason()).isEqualTo("content-mismatch");
        }

        @Test
        void aGroupWithAnotherMemberIsOtherContentAlsoIfThatWasReleasedBefore() {
            PlaceHolds.RequestedGroupHold one = item(1);
            PlaceHolds.RequestedGroupHold barred = item(1);
            ledger.place(aRequest(user, one, item(1), item(1)));
            ledger.release(user, barred.holdId());
            assertThat(ledger.place(aRequest(user, one, barred, item(1))))
                    .extracting(LedgerHoldOutcome::reason)
                    .containsOnly("content-mismatch");
        }

        @Test
        void aDeclineStaysOneWhateverIsBoughtMeanwhile() {
            PlaceHolds.RequestedGroupHold item = item(11);
            ledger.place(aRequest(user, item));
            ledger.grant(user, "c:" + user, Source.CREDITS, 50, null);
            LedgerHoldOutcome again = ledger.place(aRequest(user, item)).get(0);
            assertThat(again.reason()).isEqualTo("insufficient-funds");
            assertThat(again.repeated()).isTrue();
            assertThat(again.available()).isEqualTo(10);
        }

        @Test
        void aCaptureChargesOnce() {
            UUID hold = ledger.held(user, 3);
            assertThat(ledger.capture(user, hold, 2).changed()).isNotNull();
            LedgerHoldOutcome again = ledger.capture(user, hold, 2);
            assertThat(again.outcome()).isEqualTo(CAPTURED);
            assertThat(again.repeated()).isTrue();
            assertThat(ledger.capture(user, hold, 1).reason()).isEqualTo("already-captured");
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(8);
        }

        @Test
        void aReleaseGivesBackOnce() {
            UUID hold = ledger.held(user, 3);
            assertThat(ledger.release(user, hold).repeated()).isFalse();
            assertThat(ledger.release(user, hold).repeated()).isTrue();
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(10);
        }

        @Test
        void aGrantGivesOnceForEver() {
            String key = "gift:" + user;
            assertThat(ledger.grant(user, key, Source.CREDITS, 5, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.DONE);
            ledger.clock.turnBy(LONG);
            assertThat(ledger.grant(user, key, Source.CREDITS, 5, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.REPEATED);
            assertThat(ledger.grant(user, key, Source.CREDITS, 6, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.MISMATCH);
            assertThat(ledger.grant(someone(), key, Source.CREDITS, 5, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.MISMATCH);
            assertThat(ledger.balance(user).availableUnits(Source.CREDITS)).isEqualTo(5);
        }
    }

    @Nested
    class Settling {

        @Test
        void chargesAPartAndGivesTheRestBack() {
            LedgerHoldOutcome captured = ledger.capture(user, ledger.held(user, 5), 2);
            assertThat(captured.amount()).isEqualTo(2);
            assertThat(captured.changed().balance().free().actionsLeft()).isEqualTo(8);
            assertThat(captured.changed().balance().held().actions()).isZero();
        }

        @Test
        void refusesWhatCannotBeDone() {
            UUID hold = ledger.held(user, 2);
            assertThat(ledger.capture(user, hold, 3).reason()).isEqualTo("amount-too-large");
            assertThat(ledger.capture(user, UuidV7Generator.nextUuid(), 1).reason())
                    .isEqualTo("unknown-hold");
            assertThat(ledger.capture(someone(), hold, 1).reason()).isEqualTo("unknown-hold");
            assertThat(ledger.release(someone(), hold).reason()).isEqualTo("unknown-hold");
            ledger.capture(user, hold, 2);
            assertThat(ledger.release(user, hold).reason()).isEqualTo("already-captured");
            UUID other = ledger.held(user, 2);
            ledger.release(user, other);
            assertThat(ledger.capture(user, other, 2).reason()).isEqualTo("already-released");
        }

        @Test
        void declinesAPlaceThatComesAfterItsRelease() {
            PlaceHolds.RequestedGroupHold item = item(2);
            assertThat(ledger.release(user, item.holdId()).outcome()).isEqualTo(RELEASED);
            assertThat(ledger.release(user, item.holdId()).outcome()).isEqualTo(RELEASED);
            assertThat(ledger.place(aRequest(user, item)).get(0).reason()).isEqualTo("released-before");
            assertThat(ledger.place(aRequest(user, item)).get(0).reason()).isEqualTo("released-before");
            assertThat(ledger.capture(user, item.holdId(), 2).reason()).isEqualTo("already-released");
        }

        @Test
        void declinesTheWholeGroupIfOneOfItWasReleasedBefore() {
            PlaceHolds.RequestedGroupHold one = item(1);
            PlaceHolds.RequestedGroupHold two = item(1);
            ledger.release(user, two.holdId());
            assertThat(ledger.place(aRequest(user, one, two)))
                    .extracting(LedgerHoldOutcome::reason)
                    .containsOnly("released-before");
            assertThat(ledger.place(aRequest(user, one, two)))
                    .extracting(LedgerHoldOutcome::reason)
                    .containsOnly("released-before");
            assertThat(ledger.balance(user).held().actions()).isZero();
        }

        @Test
        void capturesFromTheNamedLotWhateverTheMonth() {
            UUID hold = held(user, 4, START.plus(LONG));
            ledger.clock.turnTo(DECEMBER.plusSeconds(1));
            LedgerHoldOutcome captured = ledger.capture(user, hold, 4);
            assertThat(captured.outcome()).isEqualTo(CAPTURED);
            assertThat(captured.changed().balance().free().actionsLeft()).isEqualTo(10);
        }

        @Test
        void expiresUnitsAtOnceThatAreReleasedIntoAnExpiredLot() {
            UUID hold = held(user, 4, START.plus(LONG));
            ledger.clock.turnTo(DECEMBER.plusSeconds(1));
            LedgerHoldOutcome released = ledger.release(user, hold);
            assertThat(released.changed().balance().free().actionsLeft()).isEqualTo(10);
            assertThat(released.changed().balance().held().actions()).isZero();
        }

        @Test
        void losesNothingToAnInstanceWhoseClockIsBehind() {
            UUID hold = held(user, 4, START.plus(LONG));
            ledger.clock.turnTo(DECEMBER);
            assertThat(ledger.balance(user).free().actionsLeft()).isEqualTo(10);
            ledger.clock.turnTo(DECEMBER.minusSeconds(1));
            ledger.release(user, hold);
            ledger.clock.turnTo(DECEMBER.plusSeconds(1));
            assertThat(ledger.outcomes(aRequest(user, item(11)))).containsExactly(DECLINED);
            assertThat(ledger.outcomes(aRequest(user, item(10)))).containsExactly(PLACED);
        }

        @Test
        void endsAHoldWhoseTimeIsOver() {
            UUID hold = held(user, 4, START.plusSeconds(60));
            ledger.clock.turnBy(Duration.ofSeconds(60));
            List<LedgerHoldOutcome> expired = ledger.now(ledger.ledger.expireHolds(100));
            assertThat(expired)
                    .filteredOn(a -> a.holdId().equals(hold))
                    .singleElement()
                    .satisfies(answer -> {
                        assertThat(answer.expired()).isTrue();
                        assertThat(answer.userId()).isEqualTo(user);
                        assertThat(answer.changed().balance().free().actionsLeft())
                                .isEqualTo(10);
                    });
            assertThat(ledger.now(ledger.ledger.expireHolds(100))).isEmpty();
            assertThat(ledger.release(user, hold).expired()).isTrue();
        }

        @Test
        void chargesACaptureAfterTheExpiryAnew() {
            UUID hold = held(user, 4, START.plusSeconds(60));
            ledger.clock.turnTo(DECEMBER);
            ledger.now(ledger.ledger.expireHolds(100));
            LedgerHoldOutcome captured = ledger.capture(user, hold, 3);
            assertThat(captured.late()).isTrue();
            assertThat(captured.writtenOff()).isZero();
            assertThat(captured.changed().balance().free().actionsLeft()).isEqualTo(7);
            assertThat(ledger.capture(user, hold, 3).repeated()).isTrue();
        }

        @Test
        void writesALateCaptureOffIfUnitsLack() {
            UUID hold = held(user, 4, START.plusSeconds(60));
            ledger.clock.turnBy(Duration.ofSeconds(60));
            ledger.now(ledger.ledger.expireHolds(100));
            held(user, 8, START.plus(LONG));
            LedgerHoldOutcome captured = ledger.capture(user, hold, 4);
            assertThat(captured.outcome()).isEqualTo(CAPTURED);
            assertThat(captured.writtenOff()).isEqualTo(4);
            assertThat(captured.changed().balance().free().actionsLeft()).isEqualTo(2);
        }

        @Test
        void endsInOneWayWhenCaptureReleaseAndExpiryRace() {
            List<UUID> holds = Flux.range(0, 10)
                    .map(n -> held(user, 1, START.plusSeconds(60)))
                    .collectList()
                    .block(LIMIT);
            ledger.clock.turnBy(Duration.ofSeconds(60));
            ledger.now(Flux.fromIterable(holds)
                    .flatMap(hold -> Flux.merge(
                            ledger.execute(new HoldCapture(user, hold, 1)),
                            ledger.execute(new HoldRelease(user, hold, "cancelled")),
                            ledger.ledger.expireHolds(100)))
                    .then());
            ledger.now(ledger.ledger.expireHolds(100));
            Balance balance = ledger.balance(user);
            assertThat(balance.held().actions()).isZero();
            long captured = ledger.now(ledger.database
                    .sql("select count(*) from hold where id = any(:ids) and status = 'captured'")
                    .bind("ids", holds.toArray(UUID[]::new))
                    .map(row -> row.get(0, Long.class))
                    .one());
            assertThat(balance.free().actionsLeft()).isEqualTo(10 - captured);
        }

        /** The first account blocks the expiry while the other account's hold is settled. */
        @Test
        void leavesAnAccountAloneThatWasSettledWhileTheExpiryWasOnItsWay() {
            UserId other = someone();
            UUID hold = held(user, 4, START.plusSeconds(60));
            UUID othersHold = held(other, 4, START.plusSeconds(60));
            Sinks.Empty<Void> settled = Sinks.empty();
            CompletableFuture<Void> newMonth = keepTheNewMonthFrom(List.of(user, other), settled.asMono());
            ledger.clock.turnTo(DECEMBER);
            CompletableFuture<List<LedgerHoldOutcome>> expiry =
                    ledger.ledger.expireHolds(100).toFuture();
            untilTheExpiryWaits();
            ledger.clock.turnTo(START);
            CompletableFuture<List<LedgerHoldOutcome>> capture =
                    ledger.execute(new HoldCapture(user, hold, 4)).toFuture();
            CompletableFuture<List<LedgerHoldOutcome>> othersCapture =
                    ledger.execute(new HoldCapture(other, othersHold, 4)).toFuture();
            CompletableFuture.anyOf(capture, othersCapture).join();
            settled.tryEmitEmpty();
            CompletableFuture.allOf(newMonth, expiry, capture, othersCapture).join();
            assertThat(expiry.join())
                    .extracting(LedgerHoldOutcome::holdId)
                    .filteredOn(Set.of(hold, othersHold)::contains)
                    .hasSize(1);
            ledger.clock.turnTo(DECEMBER);
            assertThat(List.of(ledger.balance(user), ledger.balance(other)))
                    .extracting(balance -> balance.free().actionsLeft())
                    .containsExactlyInAnyOrder(6L, 10L);
        }

        private CompletableFuture<Void> keepTheNewMonthFrom(List<UserId> users, Mono<Void> until) {
            Sinks.Empty<Void> kept = Sinks.empty();
            CompletableFuture<Void> keeping = ledger.database
                    .inConnection(connection -> Mono.from(connection.beginTransaction())
                            .thenMany(Flux.fromIterable(users))
                            .concatMap(user -> connection
                                    .createStatement("""
                                            insert into transaction (
                                                idempotency_key, account_id, kind, source, amount, created_at)
                                            values ($1, system_account('free-quota'), 'free-quota', 'free', 10, now())""")
                                    .bind("$1", "free:" + user + ":2026-12")
                                    .execute())
                            .concatMap(Result::getRowsUpdated)
                            .then(Mono.fromRunnable(kept::tryEmitEmpty))
                            .then(until)
                            .then(Mono.from(connection.rollbackTransaction())))
                    .toFuture();
            ledger.now(kept.asMono());
            return keeping;
        }

        private void untilTheExpiryWaits() {
            String waiting = "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock' and query like '%expire_holds%'";
            await("the expiry waits").atMost(LIMIT).until(() -> ledger.count(waiting) > 0);
        }

        private UUID held(UserId user, long amount, Instant expiresAt) {
            PlaceHolds.RequestedGroupHold item = item(amount);
            assertThat(ledger.outcomes(request(user, PriceUnit.ACTIONS, Funding.AUTO, null, expiresAt, item)))
                    .containsExactly(PLACED);
            return item.holdId();
        }
    }

    @Nested
    class Granting {

        @Test
        void takesBackOnlyWhatNobodyHasSetAside() {
            ledger.grant(user, "a:" + user, Source.CREDITS, 5, null);
            ledger.held(user, 3);
            assertThat(ledger.grant(user, "b:" + user, Source.CREDITS, -3, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.INSUFFICIENT);
            assertThat(ledger.grant(user, "c:" + user, Source.CREDITS, -2, null).outcome())
                    .isEqualTo(LedgerAccountOutcome.AccountOutcomeKind.DONE);
            assertThat(ledger.balance(user).availableUnits(Source.CREDITS)).isZero();
        }

        @Test
        void givesOnceWhenAskedFiftyTimesAtOnce() {
            long done = ledger.now(Flux.range(0, 50)
                    .flatMap(
                            n -> ledger.ledger.grantUnits(new AccountUnitGrant(
                                    user,
                                    "x:" + user,
                                    AccountUnitGrant.UnitGrantKind.PROMO,
                                    Source.DIAMONDS,
                                    7,
                                    null,
                                    null,
                                    null,
                                    null)),
                            50)
                    .filter(answer -> answer.outcome() == LedgerAccountOutcome.AccountOutcomeKind.DONE)
                    .count());
            assertThat(done).isEqualTo(1);
            assertThat(ledger.balance(user).availableUnits(Source.DIAMONDS)).isEqualTo(7);
        }
    }

    @Nested
    class TheDatabase {

        @Test
        void refusesToChangeOrRemoveWhatWasBooked() {
            ledger.capture(user, ledger.held(user, 1), 1);
            for (String table : List.of("entry", "transaction")) {
                for (String attempt : List.of("delete from ", "truncate ")) {
                    assertRefused(attempt + table + ("truncate ".equals(attempt) ? " cascade" : ""));
                }
            }
            assertRefused("update entry set amount = amount + 1");
            assertRefused("update transaction set reason = 'none'");
        }

        @Test
        void refusesABalanceBelowWhatIsHeld() {
            ledger.held(user, 4);
            assertThatThrownBy(() -> run("update account_balance set units = 3 where held = 4"))
                    .hasMessageContaining("account_balance_held_check");
            assertThatThrownBy(() -> run("update lot set remaining = 3 where held = 4"))
                    .hasMessageContaining("lot_held_check");
        }

        @Test
        void asksTheSameSourcesAsAQuote() {
            for (PriceUnit unit : EnumSet.complementOf(EnumSet.of(PriceUnit.UNKNOWN))) {
                for (Funding funding : EnumSet.complementOf(EnumSet.of(Funding.UNKNOWN))) {
                    assertThat(candidates(unit, funding))
                            .as("%s, %s", unit, funding)
                            .isEqualTo(SourceSelection.listCandidates(unit, funding));
                }
            }
        }

        @Test
        void booksUnitsOfEverySourceButNotOfOthers() {
            TestLedger.sources().forEach(source -> {
                assertThat(cast(source.wireName(), "unit_source")).isEqualTo(source.wireName());
                assertThat(cast(source.wireName(), "booked_unit")).isEqualTo(source.wireName());
            });
            assertThatThrownBy(() -> cast("stars", "unit_source")).hasMessageContaining("unit_source_check");
            assertThatThrownBy(() -> cast("stars", "booked_unit")).hasMessageContaining("booked_unit_check");
        }

        private String cast(String value, String domain) {
            return ledger.now(ledger.database
                    .sql("select cast(:value as " + domain + ")::text")
                    .bind("value", value)
                    .map(row -> row.get(0, String.class))
                    .one());
        }

        private List<Source> candidates(PriceUnit unit, Funding funding) {
            return ledger.now(ledger.database
                    .sql("select unnest(ledger_candidates(:unit, :funding))")
                    .bind("unit", unit.wireName())
                    .bind("funding", funding.wireName())
                    .map(row -> Source.ofWireName(row.get(0, String.class)))
                    .all()
                    .collectList());
        }

        private void assertRefused(String sql) {
            assertThatThrownBy(() -> run(sql)).hasMessageContaining("never changed");
        }

        private void run(String sql) {
            ledger.now(ledger.database.sql(sql).then());
        }
    }
}
