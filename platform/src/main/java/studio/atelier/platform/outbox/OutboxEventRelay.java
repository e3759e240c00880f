package studio.atelier.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShieldedExecution;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

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
final class OutboxEventRelay extends BackgroundWork implements OutboxCommitListener {

    private static final Logger log = LoggerFactory.getLogger(OutboxEventRelay.class);
    private static final String CHANNEL = "outbox";

    /** Enough that one can work while the other waits for the broker; more would make smaller batches. */
    private static final int DRAINERS = 2;

    private static final int BATCH = 500;
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LAST_PUBLICATION = Duration.ofMillis(1500);
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
    private final WorkLoop renewals;
    private final List<OutboxShardDrainer> drainers = IntStream.range(0, DRAINERS)
            .mapToObj(number -> new OutboxShardDrainer())
            .toList();
    private volatile OutboxShardLeases leases = OutboxShardLeases.NONE;
    private volatile OutboxBacklogSize backlog = NOTHING;
    private volatile boolean topicsExist;

    OutboxEventRelay(
            OutboxEventTable table,
            EventRecordPublisher publisher,
            KafkaTopicSetup topics,
            KafkaBrokerNames names,
            DatabaseNotifications notifications,
            OutboxProperties properties,
            MeterRegistry meters) {
        super(ShutdownPhase.OUTBOX_RELAY, DRAIN_LIMIT);
        this.table = table;
        this.publisher = publisher;
        this.topics = topics;
        this.names = names;
        this.notifications = notifications;
        this.properties = properties;
        this.meters = meters;
        this.renewals =
                addRenewal(WorkLoop.polling("Outbox leases", 1, properties.betweenRenewals(), this::renewLeases));
        addLoop(WorkLoop.polling("Outbox backlog", 1, BETWEEN_CHECKS, this::checkBacklog));
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
    protected Flux<?> listen() {
        return Flux.merge(
                topics.awaitTopics().doOnSuccess(done -> {
                    topicsExist = true;
                    renewals.signalWork();
                }),
                notifications.listenToChannel(CHANNEL).doOnNext(this::handleNotification));
    }

    private Mono<Boolean> renewLeases() {
        long requestedNanos = System.nanoTime();
        return topicsExist
                ? table.leaseShards(owner, properties.lease())
                        .doOnNext(held -> updateLeases(held, requestedNanos))
                        .thenReturn(false)
                : Mono.just(false);
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

    private Mono<Boolean> checkBacklog() {
        return table.findWaitingShards(leases.shards())
                .doOnNext(shard -> drainerOf(shard).requestDrain(shard))
                .then(table.countBacklog())
                .doOnNext(found -> backlog = found)
                .thenReturn(false);
    }

    private OutboxShardDrainer drainerOf(int shard) {
        return drainers.get(shard % DRAINERS);
    }

    /** Publishes one batch of the shards that are still leased; emits whether there may be more. */
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

    /** Publishes for a moment what the shutdown of other parts has left, unless a drainer runs; releases the shards. */
    @Override
    protected Mono<Void> release() {
        Set<Integer> shards = leases.shards();
        long end = System.nanoTime() + LAST_PUBLICATION.toNanos();
        Mono<Void> publishRest = Mono.defer(() -> drainOnce(shards))
                .expand(more -> more && System.nanoTime() - end < 0 ? drainOnce(shards) : Mono.empty())
                .then()
                .onErrorResume(error -> Mono.fromRunnable(
                        () -> log.warn("Outbox events are left to other instances: {}", error.toString())));
        return (isIdle() ? publishRest : Mono.<Void>empty())
                .as(ShieldedExecution::fromCancellation)
                .timeout(LAST_PUBLICATION, Mono.empty())
                .then(Mono.defer(() -> table.releaseShards(owner)))
                .doFinally(signal -> leases = OutboxShardLeases.NONE);
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
        private final WorkLoop loop = addLoop(WorkLoop.onSignal("Outbox relay", this::drainPending));

        void requestDrain(int shard) {
            addPending(1 << shard);
            loop.signalWork();
        }

        private void addPending(int shards) {
            pending.accumulateAndGet(shards, (all, more) -> all | more);
        }

        private Mono<Boolean> drainPending() {
            int bits = pending.getAndSet(0);
            Set<Integer> shards =
                    BitSet.valueOf(new long[] {bits}).stream().boxed().collect(Collectors.toUnmodifiableSet());
            return drainOnce(shards)
                    .doOnNext(more -> addPending(more ? bits : 0))
                    .onErrorResume(error -> Mono.fromSupplier(() -> retryLater(shards, error)));
        }

        /** The drainer continues with its other shards meanwhile. */
        private boolean retryLater(Set<Integer> shards, Throwable error) {
            log.warn("Publishing outbox shards {} failed and is retried: {}", shards, error.toString());
            launch(Mono.delay(WorkLoop.addJitter(AFTER_FAILURE))
                    .doOnNext(waited -> shards.forEach(this::requestDrain)));
            return false;
        }
    }
}
