package studio.atelier.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
import studio.atelier.platform.outbox.OutboxEventTable.OutboxRowKey;
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
 *   <li>within about three seconds, by polling, if a signal was lost.
 * </ul>
 */
final class OutboxEventRelay extends BackgroundWork implements OutboxCommitListener {

    private static final Logger log = LoggerFactory.getLogger(OutboxEventRelay.class);
    private static final String CHANNEL = "outbox";

    private static final int BATCH = 500;
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_CHECKS_OF_WAITING_ROWS = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LAST_DELETION = Duration.ofSeconds(1);
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
    private final WorkLoop checks;
    private final WorkLoop publications = addLoop(WorkLoop.onSignal("Outbox relay", 1, this::publishBatch));
    /** Shards whose last publication failed, for a moment. */
    private final Set<Integer> pausedShards = ConcurrentHashMap.newKeySet();
    /** Acknowledged rows, which the next statement deletes. */
    private final Set<OutboxRowKey> publishedRows = ConcurrentHashMap.newKeySet();

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
        this.checks = addLoop(WorkLoop.polling("Outbox backlog", 1, BETWEEN_CHECKS, this::checkBacklog));
        meters.gauge("atelier.outbox.rows", this, relay -> relay.backlog.rows());
        meters.gauge("atelier.outbox.oldest.seconds", this, relay -> relay.backlog.oldestSeconds());
        meters.gauge(
                "atelier.outbox.shards.held",
                this,
                relay -> relay.leases.shards().size());
    }

    @Override
    public void onCommit() {
        publications.signalWork();
        if (!leases.isComplete()) {
            notifications.sendNotification(CHANNEL, "");
        }
    }

    @Override
    protected Flux<?> listen() {
        return Flux.merge(
                topics.awaitTopics().doOnSuccess(done -> {
                    topicsExist = true;
                    renewals.signalWork();
                }),
                notifications.listenToChannel(CHANNEL).doOnNext(payload -> publications.signalWork()));
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
        Set<Integer> before = leases.shards();
        leases = new OutboxShardLeases(held, requestedNanos + properties.lease().toNanos());
        if (!before.containsAll(held)) {
            publications.signalWork();
        }
    }

    private Mono<Boolean> checkBacklog() {
        return table.countBacklog()
                .doOnNext(found -> backlog = found)
                .doOnNext(found -> {
                    if (found.rows() > 0) {
                        publications.signalWork();
                        checks.signalWorkAfter(BETWEEN_CHECKS_OF_WAITING_ROWS);
                    }
                })
                .thenReturn(false);
    }

    /**
     * Publishes the oldest rows of the leased shards, and deletes those that it published before; emits whether there
     * may be more, also of other shards than the one that failed. The last rows of a burst are deleted by the next
     * batch, at the latest after a second.
     */
    private Mono<Boolean> publishBatch() {
        return Mono.defer(() -> {
            Set<OutboxRowKey> published = Set.copyOf(publishedRows);
            Set<Integer> shards = openShards();
            return published.isEmpty() && shards.isEmpty()
                    ? Mono.just(false)
                    : table.replaceRows(published, shards, BATCH)
                            .collectList()
                            .doOnNext(next -> publishedRows.removeAll(published))
                            .flatMap(this::publishRows);
        });
    }

    private Set<Integer> openShards() {
        return leases.shards().stream()
                .filter(leases::hasLease)
                .filter(shard -> !pausedShards.contains(shard))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Mono<Boolean> publishRows(List<OutboxRow> rows) {
        return rows.isEmpty()
                ? Mono.just(false)
                : publisher
                        .publishRecords(rows.stream().map(this::toRecord).toList())
                        .doOnNext(result -> settleRows(rows, result))
                        .map(result -> result.failure() != null || rows.size() == BATCH);
    }

    private OutboundEventRecord toRecord(OutboxRow row) {
        CloudEventAttributes event = new CloudEventAttributes(
                row.event().id(),
                row.event().type(),
                names.service(),
                row.event().createdAt());
        return new OutboundEventRecord(
                row.key().id(),
                names.topicName(row.topic()),
                row.recordKey(),
                new OutboundEventRecord.EventRecordPayload(row.payload().getBytes(StandardCharsets.UTF_8)),
                event.toHeaders(row.recordKey(), row.traceparent()));
    }

    private void settleRows(List<OutboxRow> rows, EventRecordPublisher.PublishedRecords result) {
        Failpoints.haltIfArmed("before-outbox-mark", names.service());
        meters.counter("atelier.outbox.published")
                .increment(result.acknowledged().size());
        rows.stream()
                .map(OutboxRow::key)
                .filter(key -> result.acknowledged().contains(key.id()))
                .forEach(publishedRows::add);
        publications.signalWorkAfter(LAST_DELETION);
        Throwable failure = result.failure();
        if (failure != null) {
            rows.stream()
                    .map(OutboxRow::key)
                    .filter(key -> !result.acknowledged().contains(key.id()))
                    .findFirst()
                    .ifPresent(first -> pauseShard(first.shard(), failure));
        }
    }

    /** Nothing is sent after a failure, so the first row without an answer has failed; the other shards continue. */
    private void pauseShard(int shard, Throwable error) {
        log.warn("Publishing outbox shard {} failed and is retried: {}", shard, error.toString());
        pausedShards.add(shard);
        launch(Mono.delay(WorkLoop.addJitter(AFTER_FAILURE)).doOnNext(waited -> {
            pausedShards.remove(shard);
            publications.signalWork();
        }));
    }

    /** Publishes for a moment what the shutdown of other parts has left, unless the loop runs; releases the shards. */
    @Override
    protected Mono<Void> release() {
        long end = System.nanoTime() + LAST_PUBLICATION.toNanos();
        Mono<Void> publishRest = publishBatch()
                .expand(more -> more && System.nanoTime() - end < 0 ? publishBatch() : Mono.empty())
                .then(Mono.defer(() -> publishedRows.isEmpty() ? Mono.empty() : publishBatch()))
                .then()
                .onErrorResume(error -> Mono.fromRunnable(
                        () -> log.warn("Outbox events are left to other instances: {}", error.toString())));
        return (isIdle() ? publishRest : Mono.<Void>empty())
                .as(ShieldedExecution::fromCancellation)
                .timeout(LAST_PUBLICATION, Mono.empty())
                .then(Mono.defer(() -> table.releaseShards(owner)))
                .doFinally(signal -> {
                    leases = OutboxShardLeases.NONE;
                    pausedShards.clear();
                });
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

        /** Whether no other process holds a shard. */
        boolean isComplete() {
            return shards.size() == OutboxEventTable.SHARDS && System.nanoTime() - untilNanos < 0;
        }
    }
}
