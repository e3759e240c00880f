package studio.atelier.billing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.BalanceChangePublisher;
import studio.atelier.billing.pricelist.ProductPriceList;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.billing.BillingEvent;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.RejectedEventException;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.tail.EventTailReader;
import studio.atelier.platform.trace.ReactiveObservations;

/** Commands that wait together, while both statements that may run at once wait for the locks of their accounts. */
@BillingServiceTest
class HoldCommandBatchIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant LATER = Instant.parse("2036-01-01T00:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AccountLedger ledger;
    private final DatabaseTransactions transactions;
    private final HoldCommandHandler handler;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private EventRecordSource records;

    @Autowired
    private KafkaBrokerNames names;

    @Autowired
    private ObservationRegistry observations;

    @Autowired
    HoldCommandBatchIT(
            AccountLedger ledger,
            ProductPriceList prices,
            TransactionalOutbox outbox,
            BalanceChangePublisher balances,
            LowBalanceNotice lowBalance,
            DatabaseTransactions transactions) {
        this.ledger = ledger;
        this.transactions = transactions;
        HoldOutcomePublisher outcomes = new HoldOutcomePublisher(
                outbox, balances, lowBalance, new HoldOutcomeMetrics(meters), Clock.systemUTC());
        this.handler = new HoldCommandHandler(ledger, prices, outcomes, transactions, meters);
    }

    @Test
    void executesCommandsOfManyUsersInOneStatement() {
        List<UserId> users = someUsers(60);
        List<Mono<Void>> commands = users.stream()
                .map(user -> handler.placeHold(
                        place(user, UuidV7Generator.nextUuid(), user.equals(users.getFirst()) ? 60 : 2)))
                .toList();

        executeTogether(commands);

        assertThat(meters.get("atelier.batch.size").summary().max()).isEqualTo(60);
        assertThat(counted("placed", false)).isEqualTo(59);
        assertThat(counted("declined", false)).isEqualTo(1);
        List<AtelierEvent> events = eventsOf(users, 120);
        assertThat(events).filteredOn(BalanceChanged.class::isInstance).hasSize(60);
        assertThat(events).filteredOn(HoldPlaced.class::isInstance).hasSize(59);
        assertThat(events)
                .filteredOn(HoldDeclined.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(HoldDeclined.class, declined -> {
                    assertThat(declined.userId()).isEqualTo(users.getFirst());
                    assertThat(declined.offers()).isNotEmpty();
                });
    }

    @Test
    void keepsTheOrderOfAUsersCommandsAndEvents() {
        UserId user = someUser();
        UUID one = UuidV7Generator.nextUuid();
        UUID two = UuidV7Generator.nextUuid();

        executeTogether(List.of(
                handler.placeHold(place(user, one, 6)),
                handler.placeHold(place(someUser(), UuidV7Generator.nextUuid(), 1)),
                handler.placeHold(place(user, two, 6)),
                handler.releaseHold(new ReleaseHold(one, user, "cancelled")),
                handler.placeHold(place(user, UuidV7Generator.nextUuid(), 10))));

        assertThat(eventsOf(List.of(user), 7))
                .filteredOn(BillingEvent.class::isInstance)
                .extracting(Object::getClass)
                .containsExactly(HoldPlaced.class, HoldDeclined.class, HoldReleased.class, HoldPlaced.class);
        assertThat(eventsOf(List.of(user), 7))
                .filteredOn(BalanceChanged.class::isInstance)
                .extracting(event -> ((BalanceChanged) event).balance().held().actions())
                .containsExactly(6L, 0L, 10L);
    }

    @Test
    void failsOnlyTheCommandThatFails() {
        UserId broken = someUser();
        List<UserId> users = someUsers(9);
        ledger.readAccount(broken).block(LIMIT);
        addFreeUnitsOutsideTheLots(broken, 100);
        List<Mono<Void>> commands = new ArrayList<>(users.stream()
                .map(user -> handler.placeHold(place(user, UuidV7Generator.nextUuid(), 1)))
                .toList());
        Mono<Void> failing =
                handler.placeHold(place(broken, UuidV7Generator.nextUuid(), 50)).cache();
        commands.add(4, failing.onErrorComplete());

        executeTogether(commands);

        assertThatThrownBy(() -> failing.block(LIMIT)).hasStackTraceContaining("fewer free in its lots");
        assertThat(counted("placed", false)).isEqualTo(9);
        assertThat(eventsOf(users, 18)).filteredOn(HoldPlaced.class::isInstance).hasSize(9);
        addFreeUnitsOutsideTheLots(broken, -100);
    }

    @Test
    void rejectsACommandThatMakesNoSenseBeforeItJoinsOthers() {
        UserId user = someUser();

        assertThatThrownBy(() -> handler.placeHold(place(user, UuidV7Generator.nextUuid(), -1))
                        .block(LIMIT))
                .isInstanceOf(RejectedEventException.class);
        assertThatThrownBy(() -> handler.captureHold(new CaptureHold(UuidV7Generator.nextUuid(), user, 0))
                        .block(LIMIT))
                .isInstanceOf(RejectedEventException.class);

        assertThat(meters.get("atelier.batch.size").summary().count()).isZero();
    }

    @Test
    void answersRepeatedDeliveriesAgainAndChangesNothing() {
        List<UserId> users = someUsers(10);
        Map<UserId, UUID> holds = new HashMap<>();
        users.forEach(user -> holds.put(user, UuidV7Generator.nextUuid()));
        List<Mono<Void>> places = users.stream()
                .map(user -> handler.placeHold(place(user, holds.get(user), 8)))
                .toList();
        List<Mono<Void>> captures = users.stream()
                .map(user -> handler.captureHold(new CaptureHold(holds.get(user), user, 8)))
                .toList();

        executeTogether(places);
        executeTogether(captures);
        executeTogether(places);
        executeTogether(captures);

        assertThat(counted("placed", false)).isEqualTo(10);
        assertThat(counted("captured", false)).isEqualTo(10);
        assertThat(counted("captured", true)).isEqualTo(20);
        List<AtelierEvent> events = eventsOf(users, 60);
        assertThat(events).filteredOn(HoldCaptured.class::isInstance).hasSize(30);
        assertThat(events).filteredOn(BalanceChanged.class::isInstance).hasSize(20);
        users.forEach(user -> assertThat(ledger.readAccount(user)
                        .block(LIMIT)
                        .account()
                        .balance()
                        .free()
                        .actionsLeft())
                .isEqualTo(2));
    }

    @Test
    void storesTheTraceOfEachCommandWithItsEvents() {
        List<UserId> users = someUsers(6);
        Map<UserId, String> traces = new HashMap<>();
        users.forEach(user -> traces.put(user, UUID.randomUUID().toString().replace("-", "")));

        executeTogether(users.stream()
                .map(user -> ReactiveObservations.observeMono(
                        () -> ReactiveObservations.createReceiverObservation(
                                "test",
                                Map.of("traceparent", "00-" + traces.get(user) + "-00f067aa0ba902b7-01"),
                                observations),
                        handler.placeHold(place(user, UuidV7Generator.nextUuid(), 1))))
                .toList());

        assertThat(meters.get("atelier.batch.size").summary().max()).isEqualTo(6);
        users.forEach(user -> assertThat(traceOfAnswerTo(user)).contains(traces.get(user)));
    }

    /** Subscribes to all commands while the statements of two other users keep them waiting. */
    private void executeTogether(List<Mono<Void>> commands) {
        List<UserId> blocking = someUsers(2);
        blocking.forEach(user -> ledger.readAccount(user).block(LIMIT));
        Sinks.Empty<Void> locked = Sinks.empty();
        Sinks.Empty<Void> subscribed = Sinks.empty();
        CompletableFuture<Void> lock = transactions
                .runInTransaction(Flux.fromIterable(blocking)
                        .concatMap(ledger::lockAccount)
                        .then(Mono.<Void>fromRunnable(locked::tryEmitEmpty))
                        .then(subscribed.asMono()))
                .toFuture();
        locked.asMono().block(LIMIT);
        Stream<Mono<Void>> blocked = blocking.stream()
                .map(user -> handler.releaseHold(new ReleaseHold(UuidV7Generator.nextUuid(), user, "test")));
        CompletableFuture<Void> executed = Flux.fromStream(Stream.concat(blocked, commands.stream()))
                .flatMap(command -> command, commands.size() + 2)
                .then()
                .toFuture();
        subscribed.tryEmitEmpty();
        lock.join();
        executed.join();
    }

    private double counted(String outcome, boolean repeated) {
        return meters
                .find("atelier.billing.holds")
                .tag("outcome", outcome)
                .tag("repeated", Boolean.toString(repeated))
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void addFreeUnitsOutsideTheLots(UserId user, long units) {
        assertThat(database.sql("""
                        update account_balance set units = units + :units
                         where source = 'free' and account_id = (select id from account where user_id = :user)
                        """)
                        .bind("units", units)
                        .bind("user", user.value())
                        .fetch()
                        .rowsUpdated()
                        .block(LIMIT))
                .isEqualTo(1);
    }

    private List<AtelierEvent> eventsOf(List<UserId> users, int count) {
        return tail.tailTopics(Set.of(EventTopic.BILLING_EVENTS, EventTopic.BILLING_BALANCES), Duration.ofMinutes(10))
                .<AtelierEvent>map(tailed -> tailed.received().event())
                .filter(event -> event instanceof UserEvent about && users.contains(about.userId()))
                .take(count)
                .collectList()
                .block(LIMIT);
    }

    private String traceOfAnswerTo(UserId user) {
        return records.readAll(
                        Map.of(names.topicName(EventTopic.BILLING_EVENTS), 12),
                        Instant.now().minus(Duration.ofMinutes(10)),
                        Map.of(),
                        ends -> {})
                .filter(record -> user.toString().equals(record.key()))
                .map(InboundEventRecord::headers)
                .next()
                .map(headers -> headers.getOrDefault("traceparent", ""))
                .block(LIMIT);
    }

    private static List<UserId> someUsers(int count) {
        return Stream.generate(HoldCommandBatchIT::someUser).limit(count).toList();
    }

    private static UserId someUser() {
        return new UserId(UUID.randomUUID());
    }

    private static PlaceHold place(UserId user, UUID hold, long amount) {
        return new PlaceHold(hold, user, PriceUnit.ACTIONS, amount, Funding.AUTO, "try-on", null, LATER);
    }
}
