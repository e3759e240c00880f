package studio.atelier.billing.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.billing.BillingEvent;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.RefusalReason;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.contracts.job.Notice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.tail.EventTailReader;

/** Commands and answers through the real broker, as generation and chat use them. */
@BillingServiceTest
class HoldCommandHandlerIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Autowired
    private TransactionalOutbox outbox;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private Person.Factory people;

    private final UserId user = new UserId(UUID.randomUUID());

    @Test
    void answersAPlaceAndACaptureAndTellsOfEachBalance() {
        UUID hold = UuidV7Generator.nextUuid();
        send(place(hold, 8), new CaptureHold(hold, user, 8));
        assertThat(received(5))
                .satisfiesExactlyInAnyOrder(
                        event -> assertThat(event).isInstanceOfSatisfying(HoldPlaced.class, placed -> {
                            assertThat(placed.source()).isEqualTo(Source.FREE);
                            assertThat(placed.amount()).isEqualTo(8);
                        }),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        BalanceChanged.class,
                                        changed -> assertThat(
                                                        changed.balance().held().actions())
                                                .isEqualTo(8)),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        HoldCaptured.class,
                                        captured -> assertThat(captured.late()).isFalse()),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        BalanceChanged.class,
                                        changed -> assertThat(
                                                        changed.balance().free().actionsLeft())
                                                .isEqualTo(2)),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        Notice.class,
                                        notice ->
                                                assertThat(notice.parameters()).containsEntry("actionsLeft", "2")));
    }

    @Test
    void answersEveryRepeatAndDoesTheWorkOnce() {
        UUID hold = UuidV7Generator.nextUuid();
        send(
                place(hold, 2),
                place(hold, 2),
                new ReleaseHold(hold, user, "failed"),
                new ReleaseHold(hold, user, "failed"));
        List<AtelierEvent> events = received(6);
        assertThat(events).filteredOn(HoldPlaced.class::isInstance).hasSize(2);
        assertThat(events).filteredOn(HoldReleased.class::isInstance).hasSize(2);
        assertThat(events).filteredOn(BalanceChanged.class::isInstance).hasSize(2);
    }

    @Test
    void declinesWithWhatToBuy() {
        send(place(UuidV7Generator.nextUuid(), 60));
        assertThat(answers(1)).singleElement().isInstanceOfSatisfying(HoldDeclined.class, declined -> {
            assertThat(declined.reason()).isEqualTo(DeclineReason.INSUFFICIENT_FUNDS);
            assertThat(declined.required()).isEqualTo(60);
            assertThat(declined.available()).isEqualTo(10);
            assertThat(declined.offers())
                    .extracting(Offer::code)
                    .containsExactly("credits-100", "plan-150", "plan-500");
        });
    }

    @Test
    void answersEachHoldOfAGroup() {
        List<PlaceHolds.RequestedGroupHold> items = List.of(
                new PlaceHolds.RequestedGroupHold(UuidV7Generator.nextUuid(), 3),
                new PlaceHolds.RequestedGroupHold(UuidV7Generator.nextUuid(), 4));
        UUID group = UuidV7Generator.nextUuid();
        send(new PlaceHolds(group, user, PriceUnit.ACTIONS, Funding.FREE, "series", null, tomorrow(), items));
        assertThat(answers(2))
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(
                                HoldPlaced.class,
                                placed -> assertThat(placed.groupId()).isEqualTo(group)))
                .extracting(BillingEvent::holdId)
                .containsExactly(items.get(0).holdId(), items.get(1).holdId());
    }

    @Test
    void refusesWhatCannotBeSettled() {
        UUID hold = UuidV7Generator.nextUuid();
        send(new CaptureHold(hold, user, 1), new ReleaseHold(hold, user, "cancelled"), place(hold, 1));
        List<BillingEvent> answers = answers(3);
        assertThat(answers.get(0))
                .isInstanceOfSatisfying(
                        HoldSettlementRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.UNKNOWN_HOLD));
        assertThat(answers.get(1)).isInstanceOf(HoldReleased.class);
        assertThat(answers.get(2))
                .isInstanceOfSatisfying(
                        HoldDeclined.class,
                        declined -> assertThat(declined.reason()).isEqualTo(DeclineReason.RELEASED_BEFORE));
    }

    @Test
    void goesOnAfterACommandThatMakesNoSense() {
        UUID hold = UuidV7Generator.nextUuid();
        send(
                place(UuidV7Generator.nextUuid(), -1),
                new CaptureHold(UuidV7Generator.nextUuid(), user, 0),
                place(hold, 1));
        assertThat(answers(1)).singleElement().extracting(BillingEvent::holdId).isEqualTo(hold);
    }

    @Test
    void opensTheAccountOfWhoeverRegisteredAndClosesItWhenErased() {
        send(new UserRegistered(user, 7, "ru", Instant.now()));
        assertThat(received(1))
                .singleElement()
                .isInstanceOfSatisfying(
                        BalanceChanged.class,
                        opened -> assertThat(opened.balance().free().actionsLeft())
                                .isEqualTo(10));
        send(new UserErased(user, Instant.now()));
        assertThat(received(2).get(1))
                .isInstanceOfSatisfying(
                        BalanceChanged.class,
                        closed -> assertThat(closed.balance().free().actionsLeft())
                                .isZero());
    }

    private PlaceHold place(UUID hold, long amount) {
        return new PlaceHold(hold, user, PriceUnit.ACTIONS, amount, Funding.AUTO, "try-on", null, tomorrow());
    }

    private static Instant tomorrow() {
        return Instant.parse("2036-01-01T00:00:00Z");
    }

    private void send(AtelierEvent... events) {
        transactions
                .runInTransaction(
                        Flux.just(events).concatMap(outbox::appendEvent).then(Mono.just(true)))
                .block(LIMIT);
    }

    private List<BillingEvent> answers(int count) {
        List<BillingEvent> answers = new ArrayList<>();
        tail.tailTopics(Set.of(EventTopic.BILLING_EVENTS), Duration.ofMinutes(10))
                .map(tailed -> tailed.received().event())
                .filter(event ->
                        event instanceof UserEvent about && about.userId().equals(user))
                .cast(BillingEvent.class)
                .take(count)
                .doOnNext(answers::add)
                .blockLast(LIMIT);
        return answers;
    }

    private List<AtelierEvent> received(int count) {
        return tail.tailTopics(
                        Set.of(EventTopic.BILLING_EVENTS, EventTopic.BILLING_BALANCES, EventTopic.USER_NOTIFICATIONS),
                        Duration.ofMinutes(10))
                .<AtelierEvent>map(tailed -> tailed.received().event())
                .filter(event ->
                        event instanceof UserEvent about && about.userId().equals(user))
                .take(count)
                .collectList()
                .block(LIMIT);
    }
}
