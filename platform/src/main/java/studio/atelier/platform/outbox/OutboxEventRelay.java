package studio.atelier.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseNotifications;
import studio.atelier.platform.event.CloudEventAttributes;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.OutboundEventRecord;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.kafka.KafkaTopicSetup;
import studio.atelier.platform.outbox.OutboxEventTable.OutboxBacklogSize;
import studio.atelier.platform.outbox.OutboxEventTable.OutboxRow;

/**
 * Publishes the events of the outbox. A process holds shards by leases and publishes the rows of each in order, in
 * batches; a failure stops them until the next attempt. It is woken
 *
 * <ul>
 *   <li>at once, by commits of its own process;
 *   <li>within some 10 ms, by commits of another process of the service: NOTIFY;
 *   <li>within about a second, by polling, if a signal was lost.
 * </ul>
 */
final class OutboxEventRelay implements OutboxCommitListener, SmartLifecycle {

    /** Stops after the web server and the consumers, before the pools. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

    private static final Logger log = LoggerFactory.getLogger(OutboxEventRelay.class);
    private static final String CHANNEL = "outbox";

    /** Enough that one can work while the other waits for the broker; more would make smaller batches. */
    private static final int DRAINERS = 2;

    private static final int BATCH = 500;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);
    private static final OutboxBacklogSize NOTHING = new OutboxBacklogSize(0, 0);

    private final UUID owner = UUID.randomUUID();
    private final OutboxEventTable table;
    private final EventRecordPublisher publisher;
    private final KafkaTopicSetup topics;
    private final KafkaBrokerNames names;
    private final DatabaseNotifications notifications;
    private final OutboxProperties properties;
    private final MeterRegistry meters;
    private final List<OutboxShardDrainer> drainers = IntStream.range(0, DRAINERS)
            .mapToObj(queue -> new OutboxShardDrainer())
            .toList();
    private Disposable.Composite running = Disposables.composite();
    private volatile OutboxShardLeases leases = OutboxShardLeases.NONE;
    private volatile OutboxBacklogSize backlog = NOTHING;
    private volatile boolean started;

    OutboxEventRelay(
            OutboxEventTable table,
            EventRecordPublisher publisher,
            KafkaTopicSetup topics,
            KafkaBrokerNames names,
            DatabaseNotifications notifications,
            OutboxProperties properties,
            MeterRegistry meters) {
        this.table = table;
        this.publisher = publisher;
        this.topics = topics;
        this.names = names;
        this.notifications = notifications;
        this.properties = properties;
        this.meters = meters;
        meters.gauge("atelier.outbox.rows", this, relay -> relay.backlog.rows());
        meters.gauge("atelier.outbox.oldest.seconds", this, relay -> relay.backlog.oldestSeconds());
        meters.gauge(
                "atelier.outbox.shards.held",
                this,
                relay -> relay.leases.shards().size());
    }

    @Override
    public void onCommit(int shard) {
        if (leases.hasLease(shard)) {
            drainerOf(shard).requestDrain(shard);
        } else {
            notifications.sendNotification(CHANNEL, Integer.toString(shard));
        }
    }

    @Override
    public void start() {
        running = Disposables.composite();
        running.add(topics.awaitTopics().thenMany(Flux.defer(this::keepLeases)).subscribe());
        running.add(notifications.listenToChannel(CHANNEL).subscribe(this::handleNotification));
        running.add(checkBacklogPeriodically().subscribe());
        started = true;
    }

    private Flux<?> keepLeases() {
        return Mono.defer(this::renewLeases)
                .onErrorResume(error -> {
                    log.warn("Outbox leases could not be renewed; renewal is retried: {}", error.toString());
                    return Mono.empty();
                })
                .repeatWhen(rounds -> rounds.delayElements(properties.betweenRenewals()));
    }

    private Mono<Void> renewLeases() {
        long requestedNanos = System.nanoTime();
        return table.leaseShards(owner, properties.lease())
                .doOnNext(held -> updateLeases(held, requestedNanos))
                .then();
    }

    private void updateLeases(Set<Integer> held, long requestedNanos) {
        OutboxShardLeases before = leases;
        leases = new OutboxShardLeases(held, requestedNanos + properties.lease().toNanos());
        held.stream()
                .filter(shard -> !before.hasLease(shard))
                .forEach(shard -> drainerOf(shard).requestDrain(shard));
    }

    private void handleNotification(String payload) {
        if (payload.isEmpty()) {
            leases.shards().forEach(shard -> drainerOf(shard).requestDrain(shard));
        } else {
            int shard = Integer.parseInt(payload);
            if (leases.hasLease(shard)) {
                drainerOf(shard).requestDrain(shard);
            }
        }
    }

    private Flux<?> checkBacklogPeriodically() {
        return Mono.defer(this::checkBacklog)
                .onErrorResume(error -> {
                    log.warn("The outbox backlog could not be read; the check is repeated: {}", error.toString());
                    return Mono.empty();
                })
                .repeatWhen(rounds -> rounds.concatMap(round ->
                        Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextLong(750, 1250)))));
    }

    private Mono<Void> checkBacklog() {
        return table.findWaitingShards(leases.shards())
                .doOnNext(shard -> drainerOf(shard).requestDrain(shard))
                .then(table.countBacklog())
                .doOnNext(found -> backlog = found)
                .then();
    }

    private OutboxShardDrainer drainerOf(int shard) {
        return drainers.get(shard % DRAINERS);
    }

    /** Publishes batch after batch, until the shards are empty, fail or are no longer leased. */
    private Mono<Void> drainShards(Set<Integer> shards) {
        return drainOnce(shards)
                .expand(more -> more ? drainOnce(shards) : Mono.empty())
                .then()
                .onErrorResume(error -> {
                    log.warn("Publishing outbox shards {} failed and is retried: {}", shards, error.toString());
                    return retryLater(shards);
                });
    }

    private Mono<Boolean> drainOnce(Set<Integer> shards) {
        return Mono.defer(() -> {
            Set<Integer> leased = shards.stream().filter(leases::hasLease).collect(Collectors.toUnmodifiableSet());
            return leased.isEmpty()
                    ? Mono.just(false)
                    : table.findOldestRows(leased, BATCH).collectList().flatMap(this::publishRows);
        });
    }

    private Mono<Boolean> publishRows(List<OutboxRow> rows) {
        return rows.isEmpty()
                ? Mono.just(false)
                : publisher
                        .publishRecords(rows.stream().map(this::toRecord).toList())
                        .flatMap(result -> settleRows(rows, result));
    }

    private OutboundEventRecord toRecord(OutboxRow row) {
        CloudEventAttributes event = new CloudEventAttributes(
                row.event().id(),
                row.event().type(),
                names.service(),
                row.event().createdAt());
        return new OutboundEventRecord(
                row.id(),
                names.topicName(row.topic()),
                row.key(),
                new OutboundEventRecord.EventRecordPayload(row.payload().getBytes(StandardCharsets.UTF_8)),
                event.toHeaders(row.key(), row.traceparent()));
    }

    private Mono<Boolean> settleRows(List<OutboxRow> rows, EventRecordPublisher.PublishedRecords result) {
        Failpoints.haltIfArmed("before-outbox-mark", names.service());
        meters.counter("atelier.outbox.published")
                .increment(result.acknowledged().size());
        Mono<Void> delete = result.acknowledged().isEmpty() ? Mono.empty() : table.deleteRows(result.acknowledged());
        Throwable failure = result.failure();
        return delete.then(failure == null ? Mono.just(rows.size() == BATCH) : Mono.error(failure));
    }

    private Mono<Void> retryLater(Set<Integer> shards) {
        return Mono.fromRunnable(() -> Mono.delay(AFTER_FAILURE)
                .subscribe(now -> shards.forEach(shard -> drainerOf(shard).requestDrain(shard))));
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    /** Publishes events until the limit, releases the leases and stops. */
    @Override
    public void stop(Runnable callback) {
        drainShards(leases.shards())
                .timeout(DRAIN_LIMIT, Mono.empty())
                .then(Mono.defer(() -> table.releaseShards(owner)).timeout(DRAIN_LIMIT, Mono.empty()))
                .onErrorResume(error -> Mono.fromRunnable(
                        () -> log.warn("Outbox leases are kept until they expire: {}", error.toString())))
                .subscribe(done -> {}, error -> completeStop(callback), () -> completeStop(callback));
    }

    private void completeStop(Runnable callback) {
        leases = OutboxShardLeases.NONE;
        running.dispose();
        started = false;
        callback.run();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * The leased shards.
     *
     * @param untilNanos by {@link System#nanoTime}, counted from before the request: never later than the table's time
     */
    private record OutboxShardLeases(Set<Integer> shards, long untilNanos) {

        static final OutboxShardLeases NONE = new OutboxShardLeases(Set.of(), 0);

        boolean hasLease(int shard) {
            return shards.contains(shard) && System.nanoTime() - untilNanos < 0;
        }
    }

    /** Drains some of the shards, one batch at a time, so that the relay never uses more than a few connections. */
    private final class OutboxShardDrainer {

        private final AtomicInteger pending = new AtomicInteger();
        private final AtomicBoolean busy = new AtomicBoolean();

        void requestDrain(int shard) {
            pending.accumulateAndGet(1 << shard, (all, one) -> all | one);
            workIfIdle();
        }

        private void workIfIdle() {
            if (pending.get() != 0 && busy.compareAndSet(false, true)) {
                Mono.defer(this::drainPending)
                        .repeat(() -> pending.get() != 0)
                        .doFinally(end -> {
                            busy.set(false);
                            workIfIdle();
                        })
                        .subscribe();
            }
        }

        private Mono<Void> drainPending() {
            BitSet shards = BitSet.valueOf(new long[] {pending.getAndSet(0)});
            return drainShards(shards.stream().boxed().collect(Collectors.toUnmodifiableSet()));
        }
    }
}
