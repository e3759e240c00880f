package studio.atelier.platform.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.platform.fault.Outage;

/**
 * One consumer group: records of a partition in order, partitions side by side. Those that wait already share a
 * transaction; if one of them fails, each gets its own. A part that is away holds up the partition, for as long as it
 * takes; a record that fails by its own content goes to the dead letters, at once if it is rejected, else after a few
 * tries.
 */
final class GroupConsumer {

    static final int MOST_PER_POLL = 200;

    private static final Logger log = LoggerFactory.getLogger(GroupConsumer.class);

    /** Waiting records of a partition at which fetching pauses, and goes on. */
    private static final int PAUSE_AT = 400;

    private static final int RESUME_AT = 100;

    /** More than all partitions can have waiting before their pause takes hold, so that none starves another. */
    private static final int BUFFER = 65_536;

    private static final int TRIES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final String group;
    private final String topic;
    private final EventSource source;
    private final RecordHandler handler;
    private final DeadLetterWriter deadLetters;
    private volatile boolean stopping;

    GroupConsumer(String group, String topic, EventSource source, RecordHandler handler, DeadLetterWriter deadLetters) {
        this.group = group;
        this.topic = topic;
        this.source = source;
        this.handler = handler;
        this.deadLetters = deadLetters;
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
        Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
        return intake.records()
                .map(record -> lane(lanes, intake, record).arrived(record))
                .groupBy(Lane::partition, BUFFER)
                .flatMap(arrivals -> arrivals.concatMap(this::takeWaiting, 1), Integer.MAX_VALUE)
                .then(Mono.error(() -> new IllegalStateException("the record stream of " + group + " ended")));
    }

    private static Lane lane(Map<Integer, Lane> lanes, EventSource.Intake intake, InboundRecord record) {
        return lanes.computeIfAbsent(record.partition(), partition -> new Lane(intake, partition));
    }

    /** Takes what waits, which may leave nothing to the arrivals after this one. */
    private Mono<Void> takeWaiting(Lane lane) {
        return Mono.defer(() -> {
            List<InboundRecord> records = lane.take(handler.mostTogether());
            return settle(lane, records).doFinally(end -> lane.done(records.size()));
        });
    }

    private Mono<Void> settle(Lane lane, List<InboundRecord> records) {
        if (records.size() < 2 || !isOurs(lane)) {
            return eachApart(lane, records);
        }
        return handler.handle(records)
                .doOnSuccess(
                        done -> records.forEach(record -> record.acknowledge().run()))
                .onErrorResume(error -> {
                    log.info("Group {} handles {} records one by one: {}", group, records.size(), error.toString());
                    return eachApart(lane, records);
                });
    }

    private Mono<Void> eachApart(Lane lane, List<InboundRecord> records) {
        return Flux.fromIterable(records)
                .concatMap(record -> isOurs(lane) ? settle(lane, record) : Mono.empty(), 1)
                .then();
    }

    private boolean isOurs(Lane lane) {
        return !stopping && lane.isAssigned();
    }

    private Mono<Void> settle(Lane lane, InboundRecord record) {
        return handler.handle(record)
                .retryWhen(whileItCanHelp(lane, record))
                .onErrorResume(error -> bury(record, error))
                .doOnSuccess(done -> {
                    lane.retrying(false);
                    record.acknowledge().run();
                });
    }

    private Retry whileItCanHelp(Lane lane, InboundRecord record) {
        AtomicInteger failures = new AtomicInteger();
        return Retry.from(signals -> signals.concatMap(signal -> {
            Throwable error = signal.failure();
            boolean outage = Outage.isOne(error);
            boolean again =
                    outage || (!(error instanceof RejectedEventException) && failures.incrementAndGet() < TRIES);
            if (!again) {
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
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF).maxBackoff(LONGEST_BACKOFF));
    }

    /** The records of a partition that wait. Fetching more pauses when they are many, or a part is away. */
    private static final class Lane {

        private final EventSource.Intake intake;
        private final int partition;
        private final Queue<InboundRecord> waiting = new ArrayDeque<>();
        private int taken;
        private boolean retrying;
        private boolean paused;

        Lane(EventSource.Intake intake, int partition) {
            this.intake = intake;
            this.partition = partition;
        }

        int partition() {
            return partition;
        }

        boolean isAssigned() {
            return intake.assigned().contains(partition);
        }

        synchronized Lane arrived(InboundRecord record) {
            waiting.add(record);
            adjust();
            return this;
        }

        synchronized List<InboundRecord> take(int most) {
            List<InboundRecord> records = new ArrayList<>();
            while (records.size() < most && !waiting.isEmpty()) {
                records.add(waiting.remove());
            }
            taken += records.size();
            return records;
        }

        synchronized void done(int records) {
            taken -= records;
            adjust();
        }

        synchronized void retrying(boolean now) {
            if (retrying != now) {
                retrying = now;
                adjust();
            }
        }

        private void adjust() {
            int open = waiting.size() + taken;
            boolean pause = retrying || open >= PAUSE_AT || (paused && open > RESUME_AT);
            if (pause != paused) {
                paused = pause;
                intake.pause(partition, pause);
            }
        }
    }
}
