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
import studio.atelier.platform.event.Lanes.Lane;
import studio.atelier.platform.event.Lanes.Part;
import studio.atelier.platform.fault.Failpoints;
import studio.atelier.platform.fault.Outage;

/**
 * One consumer group: the records of a partition in order, partitions side by side. Those that wait share a
 * transaction, of whichever partitions they are, so that the more there are, the less each costs; if one of them fails,
 * each gets its own, and its partition no longer holds up the others. A part that is away holds up the partition, for
 * as long as it takes; a record that fails by its own content goes to the dead letters, at once if it is rejected, else
 * after a few tries.
 */
final class GroupConsumer {

    static final int MOST_PER_POLL = 200;

    private static final Logger log = LoggerFactory.getLogger(GroupConsumer.class);

    private static final int TRIES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final String group;
    private final String topic;
    private final EventSource source;
    private final RecordHandler handler;
    private final DeadLetterWriter deadLetters;
    private final @Nullable DeadLetterNotice deadLetterNotice;
    private volatile boolean stopping;

    /** @param deadLetterNotice null where operators cannot be told */
    GroupConsumer(
            String group,
            String topic,
            EventSource source,
            RecordHandler handler,
            DeadLetterWriter deadLetters,
            @Nullable DeadLetterNotice deadLetterNotice) {
        this.group = group;
        this.topic = topic;
        this.source = source;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.deadLetterNotice = deadLetterNotice;
    }

    String group() {
        return group;
    }

    RecordHandler handler() {
        return handler;
    }

    DeadLetterWriter deadLetters() {
        return deadLetters;
    }

    /** Consumes until it is cancelled; joins again whenever the connection fails. */
    Mono<Void> run() {
        return Mono.defer(() -> consume(source.join(group, topic)))
                .doOnError(error -> log.warn("Group {} joins again: {}", group, error.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true));
    }

    /** Takes up no further record; what runs may end. */
    void stopIntake() {
        stopping = true;
    }

    private Mono<Void> consume(EventSource.Intake intake) {
        return Mono.using(
                () -> new Membership(intake),
                membership -> intake.records()
                        .doOnNext(membership::arrived)
                        .then(Mono.error(() -> new IllegalStateException("the record stream of " + group + " ended"))),
                Membership::end);
    }

    private Mono<Void> eachApart(Part part, @Nullable Throwable firstFailure) {
        return Flux.fromIterable(part.records())
                .concatMap(record -> isOurs(part.lane()) ? settle(part.lane(), record, firstFailure) : Mono.empty(), 1)
                .then();
    }

    private boolean isOurs(Lane lane) {
        return !stopping && lane.isAssigned();
    }

    /**
     * Handles or buries the record. One whose partition is lost meanwhile is left to the next owner.
     *
     * @param firstFailure the failure of the first try, if there was one
     */
    private Mono<Void> settle(Lane lane, InboundRecord record, @Nullable Throwable firstFailure) {
        AtomicReference<@Nullable Throwable> known = new AtomicReference<>(firstFailure);
        Mono<Void> settled = Mono.defer(() -> {
                    Throwable failure = known.getAndSet(null);
                    return failure == null ? handler.handle(record) : Mono.<Void>error(failure);
                })
                .retryWhen(whileItCanHelp(lane, record))
                .thenReturn(true)
                .onErrorResume(error -> isOurs(lane) ? bury(record, error).thenReturn(true) : Mono.just(false))
                .doOnNext(isSettled -> {
                    lane.retrying(false);
                    if (isSettled && lane.isAssigned()) {
                        acknowledge(record);
                    }
                })
                .then();
        return handler.named(record, settled);
    }

    private void acknowledge(InboundRecord record) {
        Failpoints.pass("before-ack", group);
        record.acknowledge().run();
    }

    private Retry whileItCanHelp(Lane lane, InboundRecord record) {
        AtomicInteger failures = new AtomicInteger();
        return Retry.from(signals -> signals.concatMap(signal -> {
            Throwable error = signal.failure();
            boolean outage = Outage.isOne(error);
            boolean again =
                    outage || (!(error instanceof RejectedEventException) && failures.incrementAndGet() < TRIES);
            if (!again || !isOurs(lane)) {
                return Mono.<Long>error(error);
            }
            if (outage) {
                lane.retrying(true);
            }
            log.warn(
                    "Group {} tries {}-{} at {} again: {}",
                    group,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    error.toString());
            return Mono.delay(backoff(signal.totalRetries()));
        }));
    }

    private static Duration backoff(long retries) {
        long doubled = FIRST_BACKOFF.toMillis() << Math.min(retries, 10);
        long bounded = Math.min(doubled, LONGEST_BACKOFF.toMillis());
        return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }

    private Mono<Void> bury(InboundRecord record, Throwable error) {
        log.error(
                "Group {} cannot handle {}-{} at {}; it goes to the dead letters",
                group,
                record.topic(),
                record.partition(),
                record.offset(),
                error);
        return deadLetters
                .write(record, error)
                .doOnSuccess(written -> handler.count("dead-letter"))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF).maxBackoff(LONGEST_BACKOFF))
                .then(Mono.defer(() -> tellOperators(error)));
    }

    private Mono<Void> tellOperators(Throwable error) {
        return deadLetterNotice == null ? Mono.empty() : deadLetterNotice.tell(group, DeadLetterWriter.reason(error));
    }

    /**
     * From joining the group to leaving it. Work is begun in one place and by one thread at a time, however deep in the
     * work before it the reason for it arises, so that failures do not pile up on the stack.
     */
    private final class Membership {

        private final Lanes lanes;
        private final Disposable.Composite running = Disposables.composite();
        private final AtomicInteger reasons = new AtomicInteger();

        Membership(EventSource.Intake intake) {
            lanes = new Lanes(intake);
        }

        void arrived(InboundRecord record) {
            lanes.arrived(record);
            beginWork();
        }

        void end() {
            running.dispose();
        }

        private void beginWork() {
            int seen = reasons.getAndIncrement() == 0 ? 1 : 0;
            while (seen != 0) {
                List<Part> parts = take();
                while (!parts.isEmpty()) {
                    run(share(parts));
                    parts = take();
                }
                seen = reasons.addAndGet(-seen);
            }
        }

        private List<Part> take() {
            return lanes.take(handler.mostTogether(), GroupConsumer.this::isOurs);
        }

        private void run(Mono<Void> work) {
            Disposable.Swap slot = Disposables.swap();
            running.add(slot);
            slot.update(work.doFinally(end -> running.remove(slot))
                    .subscribe(done -> {}, error -> log.error("Group {} lost its way", group, error)));
        }

        private Mono<Void> share(List<Part> parts) {
            List<InboundRecord> records =
                    parts.stream().flatMap(part -> part.records().stream()).toList();
            return handler.handle(records)
                    .doOnSuccess(done -> {
                        records.forEach(GroupConsumer.this::acknowledge);
                        parts.forEach(lanes::done);
                    })
                    .onErrorResume(error -> Mono.fromRunnable(() -> goOnApart(parts, error)))
                    .doOnTerminate(() -> {
                        lanes.endSharing();
                        beginWork();
                    });
        }

        /** The partitions go on by themselves, and no longer hold up the others. */
        private void goOnApart(List<Part> parts, Throwable error) {
            boolean alone = parts.size() == 1 && parts.getFirst().records().size() == 1;
            if (!alone) {
                log.info("Group {} handles some records one by one: {}", group, error.toString());
            }
            parts.forEach(part -> run(eachApart(part, alone ? error : null).doOnTerminate(() -> {
                lanes.done(part);
                beginWork();
            })));
        }
    }
}
