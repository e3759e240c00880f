package studio.atelier.platform.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.platform.event.PartitionQueues.PartitionQueue;
import studio.atelier.platform.event.PartitionQueues.PartitionRecords;
import studio.atelier.platform.fault.DependencyOutage;
import studio.atelier.platform.fault.Failpoints;

/**
 * One consumer group: the records of a partition in order, partitions side by side. Those that wait share a
 * transaction, of whichever partitions they are, so that the more there are, the less each costs; if one of them fails,
 * each gets its own, and its partition no longer holds up the others. A part that is away holds up the partition, for
 * as long as it takes; a record that fails by its own content goes to the dead letters, at once if it is rejected, else
 * after a few tries.
 */
final class EventGroupConsumer {

    static final int MOST_PER_POLL = 200;

    private static final Logger log = LoggerFactory.getLogger(EventGroupConsumer.class);

    private static final int TRIES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final String group;
    private final String topic;
    private final EventRecordSource source;
    private final EventRecordHandler handler;
    private final DeadLetterWriter deadLetters;
    private final @Nullable DeadLetterNoticeSender deadLetterNotice;
    private volatile boolean stopping;

    /** @param deadLetterNotice null where operators cannot be told */
    EventGroupConsumer(
            String group,
            String topic,
            EventRecordSource source,
            EventRecordHandler handler,
            DeadLetterWriter deadLetters,
            @Nullable DeadLetterNoticeSender deadLetterNotice) {
        this.group = group;
        this.topic = topic;
        this.source = source;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.deadLetterNotice = deadLetterNotice;
    }

    String groupName() {
        return group;
    }

    EventRecordHandler recordHandler() {
        return handler;
    }

    DeadLetterWriter deadLetters() {
        return deadLetters;
    }

    /** Consumes until it is cancelled; joins again whenever the connection fails. */
    Mono<Void> consumeRecords() {
        return Mono.defer(() -> consumeIntake(source.joinGroup(group, topic)))
                .doOnError(error -> log.warn("Group {} joins again: {}", group, error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true));
    }

    /** Takes up no further record; what runs may end. */
    void stopIntake() {
        stopping = true;
    }

    private Mono<Void> consumeIntake(EventRecordSource.GroupRecordIntake intake) {
        return Mono.using(
                () -> new GroupMembership(intake),
                membership -> intake.receiveRecords()
                        .doOnNext(membership::addRecord)
                        .then(Mono.error(() -> new IllegalStateException("the record stream of " + group + " ended"))),
                GroupMembership::endMembership);
    }

    private Mono<Void> eachApart(PartitionRecords part, @Nullable Throwable firstFailure) {
        return Flux.fromIterable(part.records())
                .concatMap(
                        record ->
                                isOurs(part.queue()) ? settleRecord(part.queue(), record, firstFailure) : Mono.empty(),
                        1)
                .then();
    }

    private boolean isOurs(PartitionQueue queue) {
        return !stopping && queue.isAssigned();
    }

    /**
     * Handles or buries the record. One whose partition is lost meanwhile is left to the next owner.
     *
     * @param firstFailure the failure of the first try, if there was one
     */
    private Mono<Void> settleRecord(PartitionQueue queue, InboundEventRecord record, @Nullable Throwable firstFailure) {
        AtomicReference<@Nullable Throwable> known = new AtomicReference<>(firstFailure);
        Mono<Void> settled = Mono.defer(() -> {
                    Throwable failure = known.getAndSet(null);
                    return failure == null ? handler.handleRecord(record) : Mono.<Void>error(failure);
                })
                .retryWhen(whileItCanHelp(queue, record))
                .thenReturn(true)
                .onErrorResume(error ->
                        isOurs(queue) ? sendToDeadLetters(record, error).thenReturn(true) : Mono.just(false))
                .doOnNext(isSettled -> {
                    queue.setRetrying(false);
                    if (isSettled && queue.isAssigned()) {
                        acknowledgeRecord(record);
                    }
                })
                .then();
        return handler.observeTrouble(record, settled);
    }

    private void acknowledgeRecord(InboundEventRecord record) {
        Failpoints.haltIfArmed("before-ack", group);
        record.acknowledge().run();
    }

    private Retry whileItCanHelp(PartitionQueue queue, InboundEventRecord record) {
        AtomicInteger failures = new AtomicInteger();
        return Retry.from(signals -> signals.concatMap(signal -> {
            Throwable error = signal.failure();
            boolean outage = DependencyOutage.isOne(error);
            boolean again =
                    outage || (!(error instanceof RejectedEventException) && failures.incrementAndGet() < TRIES);
            if (!again || !isOurs(queue)) {
                return Mono.<Long>error(error);
            }
            if (outage) {
                queue.setRetrying(true);
            }
            log.warn(
                    "Group {} tries {}-{} at {} again: {}",
                    group,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    error.toString());
            return Mono.delay(computeBackoff(signal.totalRetries()));
        }));
    }

    private static Duration computeBackoff(long retries) {
        long doubled = FIRST_BACKOFF.toMillis() << Math.min(retries, 10);
        long bounded = Math.min(doubled, LONGEST_BACKOFF.toMillis());
        return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }

    private Mono<Void> sendToDeadLetters(InboundEventRecord record, Throwable error) {
        log.error(
                "Group {} cannot handle {}-{} at {}; it goes to the dead letters",
                group,
                record.topic(),
                record.partition(),
                record.offset(),
                error);
        return deadLetters
                .writeDeadLetter(record, error)
                .doOnSuccess(written -> handler.countOutcome("dead-letter"))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF).maxBackoff(LONGEST_BACKOFF))
                .then(Mono.defer(() -> tellOperators(error)));
    }

    private Mono<Void> tellOperators(Throwable error) {
        return deadLetterNotice == null
                ? Mono.empty()
                : deadLetterNotice.notifyOperators(group, DeadLetterWriter.describeReason(error));
    }

    /**
     * From joining the group to leaving it. Work is begun in one place and by one thread at a time, however deep in the
     * work before it the reason for it arises, so that failures do not pile up on the stack.
     */
    private final class GroupMembership {

        private final PartitionQueues queues;
        private final Disposable.Composite running = Disposables.composite();
        private final AtomicInteger reasons = new AtomicInteger();

        GroupMembership(EventRecordSource.GroupRecordIntake intake) {
            queues = new PartitionQueues(intake);
        }

        void addRecord(InboundEventRecord record) {
            queues.addRecord(record);
            beginWork();
        }

        void endMembership() {
            running.dispose();
        }

        private void beginWork() {
            int seen = reasons.getAndIncrement() == 0 ? 1 : 0;
            while (seen != 0) {
                List<PartitionRecords> parts = takeRecords();
                while (!parts.isEmpty()) {
                    runWork(handleTogether(parts));
                    parts = takeRecords();
                }
                seen = reasons.addAndGet(-seen);
            }
        }

        private List<PartitionRecords> takeRecords() {
            return queues.takeRecords(handler.mostTogether(), EventGroupConsumer.this::isOurs);
        }

        private void runWork(Mono<Void> work) {
            Disposable.Swap slot = Disposables.swap();
            running.add(slot);
            slot.update(work.doFinally(end -> running.remove(slot))
                    .subscribe(done -> {}, error -> log.error("Group {} lost its way", group, error)));
        }

        private Mono<Void> handleTogether(List<PartitionRecords> parts) {
            List<InboundEventRecord> records =
                    parts.stream().flatMap(part -> part.records().stream()).toList();
            return handler.handleRecords(records)
                    .doOnSuccess(done -> {
                        records.forEach(EventGroupConsumer.this::acknowledgeRecord);
                        parts.forEach(queues::finishRecords);
                    })
                    .onErrorResume(error -> Mono.fromRunnable(() -> goOnApart(parts, error)))
                    .doOnTerminate(() -> {
                        queues.endSharing();
                        beginWork();
                    });
        }

        /** The partitions go on by themselves, and no longer hold up the others. */
        private void goOnApart(List<PartitionRecords> parts, Throwable error) {
            boolean alone = parts.size() == 1 && parts.getFirst().records().size() == 1;
            if (!alone) {
                log.info("Group {} handles some records one by one: {}", group, error.toString());
            }
            parts.forEach(part -> runWork(eachApart(part, alone ? error : null).doOnTerminate(() -> {
                queues.finishRecords(part);
                beginWork();
            })));
        }
    }
}
