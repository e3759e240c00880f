package studio.atelier.platform.consumer;

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
import studio.atelier.platform.consumer.PartitionQueues.PartitionQueue;
import studio.atelier.platform.consumer.PartitionQueues.PartitionRecords;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.RejectedEventException;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.outage.DependencyOutage;

/**
 * One consumer group. It handles the records of a partition in order and partitions concurrently. Waiting records of
 * all partitions are handled together, in one transaction or, if their handlers may be repeated, at once for different
 * users, which lowers the cost per record under load; if one of them fails, each is handled by itself, and its
 * partition no longer blocks the others. An unavailable dependency blocks the partition until it recovers. A record
 * that fails by its own content is sent to the dead letters: at once if it is rejected, else after a few attempts.
 */
public final class EventGroupConsumer {

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

    /** @param deadLetterNotice null if operators cannot be notified */
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

    public String groupName() {
        return group;
    }

    public EventRecordHandler recordHandler() {
        return handler;
    }

    public DeadLetterWriter deadLetters() {
        return deadLetters;
    }

    /** Consumes until it is cancelled; rejoins the group whenever the connection fails. */
    Mono<Void> consumeRecords() {
        return Mono.defer(() -> consumeIntake(source.joinGroup(group, topic, handler.readInterval())))
                .doOnError(error -> log.warn("Consumer group {} failed and rejoins: {}", group, error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true));
    }

    /** Takes no further records; records in progress may finish. */
    void stopIntake() {
        stopping = true;
    }

    private Mono<Void> consumeIntake(EventRecordSource.GroupRecordIntake intake) {
        return Mono.using(
                () -> new GroupMembership(intake),
                membership -> intake.receiveRecords()
                        .doOnNext(membership::addRecord)
                        .then(Mono.error(() -> new IllegalStateException("record stream of " + group + " ended"))),
                GroupMembership::endMembership);
    }

    private Mono<Void> handleIndividually(PartitionRecords part, @Nullable Throwable firstFailure) {
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
     * Handles the record or sends it to the dead letters. If its partition is revoked, it is left to the new owner.
     *
     * @param firstFailure the failure of the first attempt, if there was one
     */
    private Mono<Void> settleRecord(PartitionQueue queue, InboundEventRecord record, @Nullable Throwable firstFailure) {
        AtomicReference<@Nullable Throwable> known = new AtomicReference<>(firstFailure);
        Mono<Void> settled = Mono.defer(() -> {
                    Throwable failure = known.getAndSet(null);
                    return failure == null ? handler.handleRecord(record) : Mono.<Void>error(failure);
                })
                .retryWhen(createRetry(queue, record))
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

    private Retry createRetry(PartitionQueue queue, InboundEventRecord record) {
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
                    "Consumer group {} retries the record {}-{} at {}: {}",
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
                "Consumer group {} cannot handle the record {}-{} at {}; it is sent to the dead letters",
                group,
                record.topic(),
                record.partition(),
                record.offset(),
                error);
        return deadLetters
                .writeDeadLetter(record, error)
                .doOnSuccess(written -> handler.countOutcome("dead-letter"))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF).maxBackoff(LONGEST_BACKOFF))
                .then(Mono.defer(() -> notifyOperators(error)));
    }

    private Mono<Void> notifyOperators(Throwable error) {
        return deadLetterNotice == null
                ? Mono.empty()
                : deadLetterNotice.notifyOperators(group, DeadLetterWriter.describeReason(error));
    }

    /**
     * One membership of the group, from joining to leaving. Work is started in one place and by one thread at a time,
     * even if requested from within other work, so that failures do not pile up on the stack.
     */
    private final class GroupMembership {

        private final PartitionQueues queues;
        private final Disposable.Composite running = Disposables.composite();
        private final AtomicInteger requests = new AtomicInteger();

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
            int seen = requests.getAndIncrement() == 0 ? 1 : 0;
            while (seen != 0) {
                List<PartitionRecords> parts = takeRecords();
                while (!parts.isEmpty()) {
                    runWork(handleTogether(parts));
                    parts = takeRecords();
                }
                seen = requests.addAndGet(-seen);
            }
        }

        private List<PartitionRecords> takeRecords() {
            return queues.takeRecords(handler.mostTogether(), EventGroupConsumer.this::isOurs);
        }

        private void runWork(Mono<Void> work) {
            Disposable.Swap slot = Disposables.swap();
            running.add(slot);
            slot.update(work.doFinally(end -> running.remove(slot))
                    .subscribe(done -> {}, error -> log.error("Consumer group {} failed unexpectedly", group, error)));
        }

        private Mono<Void> handleTogether(List<PartitionRecords> parts) {
            List<InboundEventRecord> records =
                    parts.stream().flatMap(part -> part.records().stream()).toList();
            return handler.handleRecords(records)
                    .doOnSuccess(done -> {
                        records.forEach(EventGroupConsumer.this::acknowledgeRecord);
                        parts.forEach(queues::finishRecords);
                    })
                    .onErrorResume(error -> Mono.fromRunnable(() -> handlePartitionsIndividually(parts, error)))
                    .doOnTerminate(() -> {
                        queues.endSharing();
                        beginWork();
                    });
        }

        /** Handles each partition independently, so that it no longer blocks the others. */
        private void handlePartitionsIndividually(List<PartitionRecords> parts, Throwable error) {
            boolean alone = parts.size() == 1 && parts.getFirst().records().size() == 1;
            if (!alone) {
                log.info("Consumer group {} handles a failed batch one by one: {}", group, error.toString());
            }
            parts.forEach(part ->
                    runWork(handleIndividually(part, alone ? error : null).doOnTerminate(() -> {
                        queues.finishRecords(part);
                        beginWork();
                    })));
        }
    }
}
