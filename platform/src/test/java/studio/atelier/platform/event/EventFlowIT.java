package studio.atelier.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.operator.OperatorNotice.OperatorNoticeKind;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.deadletter.DeadLetter;
import studio.atelier.platform.deadletter.DeadLetters;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.tail.EventTailReader;

/** Events from the outbox through Kafka to a handler's effect. */
@PlatformTest
@Import(EventFlowIT.Listening.class)
class EventFlowIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Autowired
    private TransactionalOutbox outbox;

    @Autowired
    private DatabaseTransactions transactions;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private EventRecordPublisher publisher;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private DeadLetters deadLetters;

    @Autowired
    private KafkaBrokerNames names;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Heard heard;

    private final UserId user = new UserId(UUID.randomUUID());

    @Test
    void carriesAnEventFromOneTransactionToAnother() {
        commit(registered(1));
        await(() -> heard.of(user).equals(List.of(1L)));
        await(() -> outboxRows() == 0);
    }

    @Test
    void publishesNothingThatWasRolledBack() {
        Mono<Void> failing = outbox.appendEvent(registered(1)).then(Mono.error(new IllegalStateException("enough")));
        StepVerifier.create(transactions.runInTransaction(failing))
                .expectError()
                .verify(LIMIT);
        commit(registered(2));
        await(() -> heard.of(user).equals(List.of(2L)));
    }

    @Test
    void takesEventsOnlyWithinATransaction() {
        StepVerifier.create(outbox.appendEvent(registered(1)))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
    }

    @Test
    void keepsTheOrderOfOneUserAmongManyOthers() {
        List<Long> numbers = LongStream.range(0, 300).boxed().toList();
        Flux<Void> mine = Flux.fromIterable(numbers)
                .concatMap(n -> transactions.runInTransaction(outbox.appendEvent(registered(n))));
        Flux<Void> others = Flux.range(0, 600)
                .flatMap(
                        n -> transactions.runInTransaction(outbox.appendEvent(
                                new UserRegistered(new UserId(UUID.randomUUID()), n, "ru", Instant.now()))),
                        8);
        StepVerifier.create(Flux.merge(mine, others).then()).expectComplete().verify(LIMIT);
        await(() -> heard.of(user).size() >= 300);
        assertThat(heard.of(user)).isEqualTo(numbers);
    }

    @Test
    void ignoresADuplicate() {
        UUID id = UuidV7Generator.nextUuid();
        OutboundEventRecord record = wire(id, "auth.user-registered.v1", json(7));
        StepVerifier.create(publisher
                        .publishRecords(List.of(record, record, record))
                        .then(publisher.publishRecords(List.of(record))))
                .expectNextMatches(published -> published.failure() == null)
                .expectComplete()
                .verify(LIMIT);
        commit(registered(8));
        await(() -> heard.of(user).contains(8L));
        assertThat(heard.of(user)).containsExactly(7L, 8L);
    }

    @Test
    void triesAgainForAsLongAsAPartIsAway() {
        heard.fail(user, new ConnectException("PostgreSQL is away"));
        commit(registered(1));
        await(() -> heard.tries(user) >= 5);
        assertThat(heard.of(user)).isEmpty();
        heard.failNoMore(user);
        await(() -> heard.of(user).equals(List.of(1L)));
    }

    @Test
    void putsPoisonAsideAndGoesOn() {
        UUID bad = UuidV7Generator.nextUuid();
        List<OutboundEventRecord> poison = List.of(
                wire(bad, "auth.user-registered.v1", "{not json"),
                wire(UuidV7Generator.nextUuid(), "auth.user-registered.v9", json(1)),
                wire(UuidV7Generator.nextUuid(), "auth.user-registered.v1", "null"),
                wire(UuidV7Generator.nextUuid(), "auth.user-registered.v1", "{\"telegramId\":\"text\"}"),
                wire(UuidV7Generator.nextUuid(), "auth.user-registered.v1", "x".repeat(990_000)),
                new OutboundEventRecord(
                        0,
                        topic(),
                        user.toString(),
                        new OutboundEventRecord.EventRecordPayload(null),
                        headers(UuidV7Generator.nextUuid(), "auth.user-registered.v1")),
                new OutboundEventRecord(
                        0,
                        topic(),
                        null,
                        new OutboundEventRecord.EventRecordPayload(bytes(json(1))),
                        headers(UuidV7Generator.nextUuid(), "auth.user-registered.v1")),
                new OutboundEventRecord(
                        0,
                        topic(),
                        user.toString(),
                        new OutboundEventRecord.EventRecordPayload(bytes(json(1))),
                        Map.of()));
        StepVerifier.create(publisher.publishRecords(poison))
                .expectNextMatches(published -> published.failure() == null)
                .expectComplete()
                .verify(LIMIT);
        commit(registered(2));
        await(() -> heard.of(user).equals(List.of(2L)));
        await(() -> waiting().size() >= poison.size());
        assertThat(waiting())
                .filteredOn(letter -> bad.equals(letter.eventId()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.reason()).isEqualTo("does not read as UserRegistered");
                    assertThat(letter.origin()).startsWith(topic());
                });
    }

    @Test
    void handlesADeadLetterOnceMoreWhenItsCauseIsMended() {
        heard.fail(user, new RejectedEventException("not this one"));
        commit(registered(1));
        await(() -> waiting().stream().anyMatch(letter -> letter.reason().equals("not this one")));
        StepVerifier.create(deadLetters.replayDeadLetters(group()))
                .expectNextMatches(replayed -> replayed.failed() >= 1)
                .expectComplete()
                .verify(LIMIT);
        heard.failNoMore(user);
        StepVerifier.create(deadLetters.replayDeadLetters(group()))
                .expectNextMatches(replayed -> replayed.handled() >= 1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(heard.of(user)).containsExactly(1L);
        assertThat(waiting()).noneMatch(letter -> letter.reason().equals("not this one"));
    }

    @Test
    void givesUpOnAnErrorOfOursAfterAFewTries() {
        heard.fail(user, new IllegalStateException("a bug"));
        commit(registered(1));
        await(() -> waiting().stream().anyMatch(letter -> letter.reason().endsWith("IllegalStateException")));
        assertThat(heard.tries(user)).isEqualTo(3);
    }

    @Test
    void notifiesOperatorsOnceThatThereAreDeadLetters() {
        heard.fail(user, new RejectedEventException("not these"));
        commit(registered(1));
        commit(registered(2));
        await(() -> waiting().stream()
                        .filter(letter -> letter.reason().equals("not these"))
                        .count()
                == 2);

        heard.failNoMore(user);
        commit(registered(3));
        await(() -> heard.of(user).equals(List.of(3L)));
        OperatorNotice last =
                new OperatorNotice(OperatorNoticeKind.QUEUE_RESUMED, names.service(), Map.of(), Instant.now());
        commit(last);

        StepVerifier.create(tail.tailTopics(Set.of(EventTopic.OPERATOR_NOTICES), Duration.ofMinutes(10))
                        .map(tailed -> (OperatorNotice) tailed.received().event())
                        .filter(notice -> notice.subject().equals(names.service())))
                .assertNext(notice -> {
                    assertThat(notice.kind()).isEqualTo(OperatorNoticeKind.DEAD_LETTERS);
                    assertThat(notice.details()).containsEntry("group", group());
                })
                .assertNext(notice -> assertThat(notice.kind()).isEqualTo(last.kind()))
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void handlesTogetherWhatWaits() {
        List<Long> numbers = publishAtOnce(200);
        await(() -> heard.of(user).equals(numbers));
        assertThat(heard.transactions(user)).isLessThan(100);
    }

    @Test
    void keepsOnesFailureFromTheOthersThatWait() {
        heard.failAt(user, 117, new IllegalStateException("not 117"));
        List<Long> numbers = publishAtOnce(200);
        List<Long> others = numbers.stream().filter(number -> number != 117).toList();
        await(() -> heard.of(user).equals(others));
        await(() -> waiting().stream()
                        .filter(letter -> letter.reason().endsWith("IllegalStateException"))
                        .count()
                == 1);
    }

    /** Bypasses the outbox, so that the events arrive in one batch. */
    private List<Long> publishAtOnce(int count) {
        List<Long> numbers = LongStream.range(0, count).boxed().toList();
        List<OutboundEventRecord> records = numbers.stream()
                .map(number -> wire(UuidV7Generator.nextUuid(), "auth.user-registered.v1", json(number)))
                .toList();
        StepVerifier.create(publisher.publishRecords(records))
                .expectNextMatches(published -> published.failure() == null)
                .expectComplete()
                .verify(LIMIT);
        return numbers;
    }

    @Test
    void passesOverTypesItDoesNotKnowOrHandle() {
        double unknown = count("unknown-type");
        StepVerifier.create(publisher.publishRecords(
                        List.of(wire(UuidV7Generator.nextUuid(), "auth.something-new.v1", "{}"))))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        commit(new UserUpdated(user, 1, "ru", true, Instant.now()));
        commit(registered(1));
        await(() -> heard.of(user).equals(List.of(1L)));
        await(() -> count("unknown-type") == unknown + 1);
        assertThat(waiting()).noneMatch(letter -> "auth.something-new.v1".equals(letter.type()));
    }

    @Test
    void tailsThePastAndThePresent() {
        commit(registered(1));
        await(() -> heard.of(user).size() == 1);
        Flux<Long> mine = tail.tailTopics(Set.of(EventTopic.AUTH_EVENTS), Duration.ofMinutes(1))
                .filter(tailed -> tailed.received().event().recordKey().equals(user.toString()))
                .doOnNext(tailed -> assertThat(tailed.partition()).isEqualTo(tail.partitionOf(user)))
                .map(tailed -> ((UserRegistered) tailed.received().event()).telegramId());
        StepVerifier.create(mine)
                .expectNext(1L)
                .then(() -> commit(registered(2)))
                .expectNext(2L)
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void saysWhenThePastIsOver() {
        commit(registered(1));
        commit(registered(2));
        await(() -> heard.of(user).size() == 2);
        List<Long> told = new CopyOnWriteArrayList<>();
        Flux<Long> mine = tail.tailTopics(Set.of(EventTopic.AUTH_EVENTS), Duration.ofMinutes(1), () -> told.add(-1L))
                .filter(tailed -> tailed.received().event().recordKey().equals(user.toString()))
                .map(tailed -> ((UserRegistered) tailed.received().event()).telegramId())
                .doOnNext(told::add);
        StepVerifier.create(mine)
                .expectNext(1L, 2L)
                .then(() -> await(() -> told.contains(-1L)))
                .then(() -> commit(registered(3)))
                .expectNext(3L)
                .thenCancel()
                .verify(LIMIT);
        assertThat(told).containsExactly(1L, 2L, -1L, 3L);
    }

    @Test
    void saysAtOnceThatThereIsNoPast() {
        AtomicInteger told = new AtomicInteger();
        Disposable tailing = tail.tailTopics(
                        Set.of(EventTopic.GENERATION_COMMANDS), Duration.ofMinutes(1), told::incrementAndGet)
                .subscribe();
        await(() -> told.get() == 1);
        tailing.dispose();
    }

    private UserRegistered registered(long number) {
        return new UserRegistered(user, number, "ru", Instant.parse("2026-01-01T00:00:00Z"));
    }

    private String json(long number) {
        return EventJsonMapper.createMapper().writeValueAsString(registered(number));
    }

    private void commit(AtelierEvent event) {
        StepVerifier.create(transactions.runInTransaction(outbox.appendEvent(event)))
                .expectComplete()
                .verify(LIMIT);
    }

    private String topic() {
        return names.topicName(EventTopic.AUTH_EVENTS);
    }

    private OutboundEventRecord wire(UUID id, String type, String content) {
        return new OutboundEventRecord(
                0,
                topic(),
                user.toString(),
                new OutboundEventRecord.EventRecordPayload(bytes(content)),
                headers(id, type));
    }

    private Map<String, String> headers(UUID id, String type) {
        return new LinkedHashMap<>(
                new CloudEventAttributes(id, type, "test", Instant.now()).toHeaders(user.toString(), null));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String group() {
        return deadLetters.listGroups().getFirst();
    }

    private List<DeadLetter> waiting() {
        return Objects.requireNonNull(
                deadLetters.listDeadLetters(group()).collectList().block(LIMIT));
    }

    private double count(String outcome) {
        return meters.counter("atelier.events", "group", group(), "outcome", outcome)
                .count();
    }

    private long outboxRows() {
        return Objects.requireNonNull(database.sql("select count(*) from outbox where record_key = :key")
                .bind("key", user.toString())
                .mapValue(Long.class)
                .one()
                .block(LIMIT));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                        .onBackpressureDrop()
                        .publishOn(reactor.core.scheduler.Schedulers.boundedElastic())
                        .filter(tick -> condition.getAsBoolean())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    /** The events that the handler received and committed, and its failures to simulate. */
    static class Heard {

        private final DatabaseClient database;
        private final Map<UserId, Failure> failures = new ConcurrentHashMap<>();
        private final Map<UserId, Integer> tries = new ConcurrentHashMap<>();

        Heard(DatabaseClient database) {
            this.database = database;
        }

        Mono<Void> handle(ReceivedEvent<UserRegistered> received) {
            UserId user = received.event().userId();
            long number = received.event().telegramId();
            tries.merge(user, 1, Integer::sum);
            Failure failure = failures.get(user);
            return failure != null && failure.at().test(number)
                    ? Mono.error(failure.error())
                    : database.sql("insert into heard (user_id, number) values (:user, :number)")
                            .bind("user", user.value())
                            .bind("number", number)
                            .fetch()
                            .rowsUpdated()
                            .then();
        }

        void fail(UserId user, Throwable error) {
            failures.put(user, new Failure(number -> true, error));
        }

        void failAt(UserId user, long number, Throwable error) {
            failures.put(user, new Failure(other -> other == number, error));
        }

        void failNoMore(UserId user) {
            failures.remove(user);
        }

        List<Long> of(UserId user) {
            return Objects.requireNonNull(database.sql("select number from heard where user_id = :user order by id")
                    .bind("user", user.value())
                    .mapValue(Long.class)
                    .all()
                    .collectList()
                    .block(LIMIT));
        }

        long transactions(UserId user) {
            return Objects.requireNonNull(
                    database.sql("select count(distinct xmin::text) from heard where user_id = :user")
                            .bind("user", user.value())
                            .mapValue(Long.class)
                            .one()
                            .block(LIMIT));
        }

        int tries(UserId user) {
            return tries.getOrDefault(user, 0);
        }

        private record Failure(LongPredicate at, Throwable error) {}
    }

    @TestConfiguration
    static class Listening {

        @Bean
        Heard heard(DatabaseClient database) {
            database.sql("create table heard (id bigserial primary key, user_id uuid not null, number bigint not null)")
                    .fetch()
                    .rowsUpdated()
                    .block(LIMIT);
            return new Heard(database);
        }

        @Bean
        EventSubscription subscription(Heard heard) {
            return EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "test")
                    .onEvent(UserRegistered.class, heard::handle);
        }
    }
}
