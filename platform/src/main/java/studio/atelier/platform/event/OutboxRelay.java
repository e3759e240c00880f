package studio.atelier.platform.event;

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
import studio.atelier.platform.database.Notifications;
import studio.atelier.platform.event.OutboxTable.Backlog;
import studio.atelier.platform.event.OutboxTable.Row;
import studio.atelier.platform.fault.Failpoints;

/**
 * Publishes what the outbox holds. A process holds shards by leases and publishes each in the order of its rows,
 * several together; a failure stops them until the next try. It is woken
 *
 * <ul>
 *   <li>at once, by commits of its own process;
 *   <li>within some 10 ms, by those of another process of the service: NOTIFY;
 *   <li>within about a second, by looking, should a hint be lost.
 * </ul>
 */
final class OutboxRelay implements OutboxWake, SmartLifecycle {

    /** Stops after the web server and the consumers, before the pools. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    private static final String CHANNEL = "outbox";

    /** Enough that one goes on while the other waits for the broker; more would make smaller batches. */
    private static final int LANES = 2;

    private static final int BATCH = 500;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);
    private static final Backlog NOTHING = new Backlog(0, 0);

    private final UUID owner = UUID.randomUUID();
    private final OutboxTable table;
    private final EventPublisher publisher;
    private final KafkaTopics topics;
    private final KafkaNames names;
    private final Notifications notifications;
    private final OutboxProperties properties;
    private final MeterRegistry meters;
    private final List<Lane> lanes =
            IntStream.range(0, LANES).mapToObj(lane -> new Lane()).toList();
    private Disposable.Composite running = Disposables.composite();
    private volatile Leases leases = Leases.NONE;
    private volatile Backlog backlog = NOTHING;
    private volatile boolean started;

    OutboxRelay(
            OutboxTable table,
            EventPublisher publisher,
            KafkaTopics topics,
            KafkaNames names,
            Notifications notifications,
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
    public void committed(int shard) {
        if (leases.holds(shard)) {
            lane(shard).wake(shard);
        } else {
            notifications.send(CHANNEL, Integer.toString(shard));
        }
    }

    @Override
    public void start() {
        running = Disposables.composite();
        running.add(topics.ready().thenMany(Flux.defer(this::keepLeases)).subscribe());
        running.add(notifications.listen(CHANNEL).subscribe(this::hear));
        running.add(lookNowAndThen().subscribe());
        started = true;
    }

    private Flux<?> keepLeases() {
        return Mono.defer(this::renew)
                .onErrorResume(error -> {
                    log.warn("The leases of the outbox could not be renewed: {}", error.toString());
                    return Mono.empty();
                })
                .repeatWhen(rounds -> rounds.delayElements(properties.betweenRenewals()));
    }

    private Mono<Void> renew() {
        long asked = System.nanoTime();
        return table.lease(owner, properties.lease())
                .doOnNext(held -> hold(held, asked))
                .then();
    }

    private void hold(Set<Integer> held, long asked) {
        Leases before = leases;
        leases = new Leases(held, asked + properties.lease().toNanos());
        held.stream()
                .filter(shard -> !before.holds(shard))
                .forEach(shard -> lane(shard).wake(shard));
    }

    private void hear(String payload) {
        if (payload.isEmpty()) {
            leases.shards().forEach(shard -> lane(shard).wake(shard));
        } else {
            int shard = Integer.parseInt(payload);
            if (leases.holds(shard)) {
                lane(shard).wake(shard);
            }
        }
    }

    private Flux<?> lookNowAndThen() {
        return Mono.defer(this::look)
                .onErrorResume(error -> {
                    log.warn("The outbox could not be looked into: {}", error.toString());
                    return Mono.empty();
                })
                .repeatWhen(rounds -> rounds.concatMap(round ->
                        Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextLong(750, 1250)))));
    }

    private Mono<Void> look() {
        return table.waiting(leases.shards())
                .doOnNext(shard -> lane(shard).wake(shard))
                .then(table.backlog())
                .doOnNext(found -> backlog = found)
                .then();
    }

    private Lane lane(int shard) {
        return lanes.get(shard % LANES);
    }

    /** Publishes batch after batch, until the shards are empty, fail or are no longer ours. */
    private Mono<Void> drain(Set<Integer> shards) {
        return drainOnce(shards)
                .expand(more -> more ? drainOnce(shards) : Mono.empty())
                .then()
                .onErrorResume(error -> {
                    log.warn("Shards {} of the outbox wait: {}", shards, error.toString());
                    return tryAgainSoon(shards);
                });
    }

    private Mono<Boolean> drainOnce(Set<Integer> shards) {
        return Mono.defer(() -> {
            Set<Integer> ours = shards.stream().filter(leases::holds).collect(Collectors.toUnmodifiableSet());
            return ours.isEmpty()
                    ? Mono.just(false)
                    : table.next(ours, BATCH).collectList().flatMap(this::publish);
        });
    }

    private Mono<Boolean> publish(List<Row> rows) {
        return rows.isEmpty()
                ? Mono.just(false)
                : publisher.publish(rows.stream().map(this::toRecord).toList()).flatMap(result -> settle(rows, result));
    }

    private WireRecord toRecord(Row row) {
        CloudEvent event = new CloudEvent(
                row.event().id(),
                row.event().type(),
                names.service(),
                row.event().createdAt());
        return new WireRecord(
                row.id(),
                names.topic(row.topic()),
                row.key(),
                new WireRecord.Payload(row.payload().getBytes(StandardCharsets.UTF_8)),
                event.headers(row.key(), row.traceparent()));
    }

    private Mono<Boolean> settle(List<Row> rows, EventPublisher.Published result) {
        Failpoints.pass("before-outbox-mark", names.service());
        meters.counter("atelier.outbox.published")
                .increment(result.acknowledged().size());
        Mono<Void> delete = result.acknowledged().isEmpty() ? Mono.empty() : table.delete(result.acknowledged());
        Throwable failure = result.failure();
        return delete.then(failure == null ? Mono.just(rows.size() == BATCH) : Mono.error(failure));
    }

    private Mono<Void> tryAgainSoon(Set<Integer> shards) {
        return Mono.fromRunnable(() -> Mono.delay(AFTER_FAILURE)
                .subscribe(now -> shards.forEach(shard -> lane(shard).wake(shard))));
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("stopped with a callback");
    }

    /** Publishes what it can within the limit, gives the leases back, ends. */
    @Override
    public void stop(Runnable callback) {
        drain(leases.shards())
                .timeout(DRAIN_LIMIT, Mono.empty())
                .then(Mono.defer(() -> table.release(owner)).timeout(DRAIN_LIMIT, Mono.empty()))
                .onErrorResume(error -> Mono.fromRunnable(
                        () -> log.warn("The outbox keeps its leases until they end: {}", error.toString())))
                .subscribe(done -> {}, error -> end(callback), () -> end(callback));
    }

    private void end(Runnable callback) {
        leases = Leases.NONE;
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
     * The shards we hold.
     *
     * @param untilNanos by {@link System#nanoTime}, counted from before we asked: never later than the table says
     */
    private record Leases(Set<Integer> shards, long untilNanos) {

        static final Leases NONE = new Leases(Set.of(), 0);

        boolean holds(int shard) {
            return shards.contains(shard) && System.nanoTime() - untilNanos < 0;
        }
    }

    /** Drains some of the shards, one batch at a time, so that the relay never takes more than a few connections. */
    private final class Lane {

        private final AtomicInteger pending = new AtomicInteger();
        private final AtomicBoolean busy = new AtomicBoolean();

        void wake(int shard) {
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
            return drain(shards.stream().boxed().collect(Collectors.toUnmodifiableSet()));
        }
    }
}
