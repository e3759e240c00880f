package studio.atelier.platform.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.database.SameTransaction;
import studio.atelier.platform.event.CloudEventAttributes;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.event.EventRecordPublisher.PublishedRecords;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.event.EventTypeCatalogue;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.OutboundEventRecord;
import studio.atelier.platform.event.RejectedEventException;

/** Without broker and database: which records are handled together and when they are acknowledged. */
class EventGroupConsumerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PARTITION = 3;
    private static final int OTHER_PARTITION = 7;
    private static final int THIRD_PARTITION = 11;

    /** Records from this number on have no effect here. */
    private static final long NOT_OURS = 1_000_000;

    private static final int TOGETHER = 5;

    private final EventRecordSource source = mock();
    private final RecordedIntake intake = new RecordedIntake();
    private final InMemoryEventInbox inbox = new InMemoryEventInbox(TOGETHER);
    private final Map<UUID, Long> numbersOfEvents = new ConcurrentHashMap<>();
    private final List<Long> handled = new CopyOnWriteArrayList<>();
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final List<OutboundEventRecord> letters = new ArrayList<>();
    private final List<List<Long>> acknowledgedWhenTold = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> first = Sinks.empty();
    private final Sinks.Empty<Void> whenAllAreThere = Sinks.empty();
    private final UserId user = new UserId(UUID.randomUUID());
    private final EventGroupConsumer consumer = consumer();
    private final Disposable running = consumer.consumeRecords().subscribe();

    /** The record whose handling is refused each time. */
    private long refused = -1;

    /** Handling is refused for records from this number on. */
    private long refusedFrom = Long.MAX_VALUE;

    /** The record at which the consumer is stopped. */
    private long stopsAt = -1;

    /** The record whose handling fails as when the database is away. */
    private volatile long isAwayFor = -1;

    /** Whether the record 1 is held as the record 0 is. */
    private boolean holdsTwo;

    @AfterEach
    void end() {
        running.dispose();
    }

    @Test
    void readsAtTheIntervalOfItsSubscription() {
        verify(source).joinGroup("group", "auth.events.v1", Duration.ofMillis(100));
    }

    @Test
    void takesWhatWaitsTogetherAndAcknowledgesEach() {
        arrive(user, 0, 12);
        whenAllAreThere.tryEmitEmpty();
        assertThat(handled).isEqualTo(numbers(0, 12));
        assertThat(acknowledged).isEqualTo(numbers(0, 12));
        assertThat(inbox.sizes).containsExactly(1, 5, 5, 1);
    }

    @Test
    void handlesEachByItselfWhenOneFails() {
        refused = 3;
        arrive(user, 0, 6);
        whenAllAreThere.tryEmitEmpty();
        StepVerifier.create(first.asMono()).expectComplete().verify(LIMIT);
        assertThat(handled).containsSubsequence(1L, 2L).contains(4L, 5L).doesNotContain(3L);
        assertThat(applied()).isEqualTo(numbers(0, 3, 4, 6));
        assertThat(acknowledged).isEqualTo(numbers(0, 6));
        assertThat(letters).hasSize(1);
    }

    @Test
    void notifiesOperatorsOfTheFirstDeadLetterBeforeItIsAcknowledged() {
        refusedFrom = 1;
        arrive(user, 0, 6);
        whenAllAreThere.tryEmitEmpty();
        assertThat(letters).hasSize(5);
        assertThat(acknowledged).isEqualTo(numbers(0, 6));
        assertThat(acknowledgedWhenTold).containsExactly(List.of(0L));
    }

    @Test
    void leavesWhatWaitsToTheNextOwnerOfThePartition() {
        arrive(user, 0, 8);
        intake.assigned.clear();
        whenAllAreThere.tryEmitEmpty();
        assertThat(acknowledged).containsExactly(0L);
    }

    @Test
    void takesUpNothingMoreWhenItStops() {
        arrive(user, 0, 8);
        consumer.stopIntake();
        whenAllAreThere.tryEmitEmpty();
        assertThat(acknowledged).containsExactly(0L);
    }

    @Test
    void passesOverWhatDoesNotConcernItAtNoCostToTheInbox() {
        arrive(user, NOT_OURS, NOT_OURS + 2);
        assertThat(inbox.sizes).isEmpty();
        assertThat(handled).isEmpty();
        assertThat(acknowledged).containsExactly(NOT_OURS, NOT_OURS + 1);
    }

    /** Each failure starts the next attempt; the attempts must not nest on the stack. */
    @Test
    void writesABacklogOfThousandsToDeadLetters() {
        refusedFrom = 1;
        arrive(user, 0, 20_000 - 1);
        whenAllAreThere.tryEmitEmpty();
        assertThat(letters).hasSize(20_000 - 2);
        assertThat(acknowledged).hasSize(20_000 - 1);
    }

    @Test
    void leavesARecordThatIsTriedAgainToTheNextOwnerOfThePartition() {
        isAwayFor = 1;
        arrive(user, 1, 3);
        intake.assigned.remove(PARTITION);
        isAwayFor = -1;
        arriveIn(OTHER_PARTITION, 5, 6);
        StepVerifier.create(Flux.interval(Duration.ofMillis(5)).takeUntil(tick -> intake.resumed.contains(PARTITION)))
                .thenConsumeWhile(tick -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(acknowledged).containsExactly(5L);
        assertThat(letters).isEmpty();
    }

    @Test
    void pausesAPartitionAgainThatIsFetchedInSpiteOfItsPause() {
        arrive(user, 0, 1 + 399);
        assertThat(intake.pauses).containsExactly(PARTITION);
        arrive(user, 400, 400 + 200);
        assertThat(intake.pauses).containsExactly(PARTITION, PARTITION);
        whenAllAreThere.tryEmitEmpty();
        assertThat(intake.resumed).containsExactly(PARTITION);
    }

    @Test
    void acknowledgesWhatHasTakenEffectWhenItStops() {
        refused = 2;
        stopsAt = 1;
        arrive(user, 0, 4);
        whenAllAreThere.tryEmitEmpty();
        assertThat(applied()).contains(1L);
        assertThat(acknowledged).containsExactly(0L, 1L);
    }

    /** Two transactions with the same users must lock them in the same order. */
    @Test
    void takesTheUsersOfABatchInOneOrder() {
        UserId low = new UserId(new UUID(0x4000, 0x8000_0000_0000_0001L));
        UserId high = new UserId(new UUID(0x4000, 0x8000_0000_0000_0002L));
        arrive(user, 0, 1);
        arrive(high, 1, 3);
        arrive(low, 3, 5);
        whenAllAreThere.tryEmitEmpty();
        assertThat(handled).containsExactly(0L, 3L, 4L, 1L, 2L);
        assertThat(acknowledged).isEqualTo(numbers(0, 5));
    }

    @Test
    void takesWhatWaitsInSeveralPartitionsTogether() {
        holdsTwo = true;
        arrive(user, 0, 1);
        arriveIn(OTHER_PARTITION, 1, 2);
        arriveIn(THIRD_PARTITION, 2, 3);
        arrive(user, 3, 4);
        arriveIn(OTHER_PARTITION, 4, 5);
        assertThat(inbox.sizes).as("two are at work").containsExactly(1, 1);
        whenAllAreThere.tryEmitEmpty();
        assertThat(inbox.sizes).containsExactly(1, 1, 2, 1);
        assertThat(acknowledged).containsExactly(0L, 2L, 3L, 1L, 4L);
    }

    @Test
    void handlesOtherPartitionsWhileOneWaitsForAPartThatIsAway() {
        isAwayFor = 1;
        arrive(user, 1, 3);
        arriveIn(OTHER_PARTITION, 5, 8);
        assertThat(handled).containsExactly(5L, 6L, 7L);
        assertThat(acknowledged).containsExactly(5L, 6L, 7L);
        isAwayFor = -1;
        StepVerifier.create(Flux.interval(Duration.ofMillis(5)).takeUntil(tick -> acknowledged.size() == 5))
                .thenConsumeWhile(tick -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(acknowledged).containsExactly(5L, 6L, 7L, 1L, 2L);
    }

    private List<Long> applied() {
        return inbox.applied.stream().map(numbersOfEvents::get).toList();
    }

    private static List<Long> numbers(long... bounds) {
        return IntStream.range(0, bounds.length / 2)
                .boxed()
                .flatMap(pair ->
                        LongStream.range(bounds[2 * pair], bounds[2 * pair + 1]).boxed())
                .toList();
    }

    private void arrive(UserId whose, long from, long to) {
        LongStream.range(from, to).forEach(number -> intake.records.tryEmitNext(record(PARTITION, whose, number)));
    }

    private void arriveIn(int partition, long from, long to) {
        LongStream.range(from, to).forEach(number -> intake.records.tryEmitNext(record(partition, user, number)));
    }

    private InboundEventRecord record(int partition, UserId whose, long number) {
        String content = EventJsonMapper.createMapper()
                .writeValueAsString(new UserRegistered(whose, number, "ru", Instant.parse("2026-01-01T00:00:00Z")));
        UUID event = UuidV7Generator.nextUuid();
        numbersOfEvents.put(event, number);
        return new InboundEventRecord(
                "auth.events.v1",
                partition,
                number,
                Instant.EPOCH,
                whose.toString(),
                new OutboundEventRecord.EventRecordPayload(content.getBytes(StandardCharsets.UTF_8)),
                new CloudEventAttributes(event, "auth.user-registered.v1", "test", Instant.EPOCH)
                        .toHeaders(whose.toString(), null),
                () -> acknowledged.add(number));
    }

    private EventGroupConsumer consumer() {
        EventSubscription subscription = EventSubscription.forTopic(EventTopic.AUTH_EVENTS, "test")
                .readInBatches()
                .onEvent(
                        UserRegistered.class,
                        event -> event.telegramId() < NOT_OURS,
                        received -> handle(received.event().telegramId()));
        EventRecordHandler handler = new EventRecordHandler(
                subscription,
                "group",
                new EventRecordReader(EventTypeCatalogue.ofContracts(), EventJsonMapper.createMapper()),
                inbox,
                new ConcurrencyLimiter(8),
                new SimpleMeterRegistry(),
                ObservationRegistry.NOOP);
        when(source.joinGroup(any(), any(), any())).thenReturn(intake);
        return new EventGroupConsumer(
                "group",
                "auth.events.v1",
                source,
                handler,
                new DeadLetterWriter("group", "letters", this::keep, Clock.systemUTC()),
                new DeadLetterNoticeSender("test-service", this::tell, new SameTransaction(), Clock.systemUTC()));
    }

    private Mono<Void> tell(AtelierEvent notice) {
        return Mono.fromRunnable(() -> acknowledgedWhenTold.add(List.copyOf(acknowledged)));
    }

    /** Blocks the first record until all have arrived, so that the others wait. */
    private Mono<Void> handle(long number) {
        Mono<Void> hold = number == 0 || (number == 1 && holdsTwo) ? whenAllAreThere.asMono() : Mono.empty();
        return hold.then(Mono.defer(() -> {
            if (number == stopsAt && inbox.sizes.getLast() == 1) {
                consumer.stopIntake();
            }
            if (number == isAwayFor) {
                return Mono.error(new UncheckedIOException(new IOException("away")));
            }
            if (number == refused || number >= refusedFrom) {
                return Mono.error(new RejectedEventException("not this one"));
            }
            handled.add(number);
            return Mono.empty();
        }));
    }

    private Mono<PublishedRecords> keep(List<OutboundEventRecord> records) {
        letters.addAll(records);
        first.tryEmitEmpty();
        return Mono.just(new PublishedRecords(Set.of(0L), null));
    }

    /** Emits the records that the test sends, and records which partitions were paused and resumed. */
    private static final class RecordedIntake implements EventRecordSource.GroupRecordIntake {

        final Sinks.Many<InboundEventRecord> records = Sinks.many().unicast().onBackpressureBuffer();
        final Set<Integer> assigned = ConcurrentHashMap.newKeySet();
        final List<Integer> pauses = new CopyOnWriteArrayList<>();
        final List<Integer> resumed = new CopyOnWriteArrayList<>();

        RecordedIntake() {
            assigned.addAll(List.of(PARTITION, OTHER_PARTITION, THIRD_PARTITION));
        }

        @Override
        public Flux<InboundEventRecord> receiveRecords() {
            return records.asFlux();
        }

        @Override
        public void setPaused(int partition, boolean paused) {
            (paused ? pauses : resumed).add(partition);
        }

        @Override
        public Set<Integer> assignedPartitions() {
            return assigned;
        }
    }
}
