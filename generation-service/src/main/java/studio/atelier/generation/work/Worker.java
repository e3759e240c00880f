package studio.atelier.generation.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.contracts.Ids;
import studio.atelier.generation.provider.Breakers;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.provider.Providers;
import studio.atelier.generation.signal.Bell;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Lease;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.task.Workers;

/**
 * This process's worker: claims tasks while it has permits, renews its leases, and leaves what it holds to others when
 * the process ends. Woken by signals, and looks by itself about once a second.
 */
@Component
class Worker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private static final String LOOK = "look";

    private final UUID id = Ids.next();
    private final String host = hostName();
    private final Set<String> laneNames;
    private final Map<String, AtomicInteger> inUse;
    private final Map<UUID, Held> held = new ConcurrentHashMap<>();
    private final Bell<String> freed = new Bell<>();

    private final RunJob runJob;
    private final Tasks tasks;
    private final Lanes lanes;
    private final Workers workers;
    private final Signals signals;
    private final Breakers breakers;
    private final ProgressBroadcast progress;
    private final WorkMetrics metrics;
    private final LaneProperties laneProperties;
    private final WorkProperties properties;
    private final Backoff backoff;
    private final Clock clock;

    private volatile boolean stopping;
    private @Nullable Disposable running;

    Worker(
            RunJob runJob,
            Tasks tasks,
            Lanes lanes,
            Workers workers,
            Signals signals,
            Breakers breakers,
            Models models,
            Providers providers,
            ProgressBroadcast progress,
            WorkMetrics metrics,
            LaneProperties laneProperties,
            WorkProperties properties,
            Backoff backoff,
            Clock clock,
            MeterRegistry meters) {
        this.runJob = runJob;
        this.tasks = tasks;
        this.lanes = lanes;
        this.workers = workers;
        this.signals = signals;
        this.breakers = breakers;
        this.progress = progress;
        this.metrics = metrics;
        this.laneProperties = laneProperties;
        this.properties = properties;
        this.backoff = backoff;
        this.clock = clock;
        this.laneNames = Set.copyOf(models.providers());
        this.inUse =
                laneNames.stream().collect(Collectors.toUnmodifiableMap(lane -> lane, lane -> new AtomicInteger()));
        inUse.forEach((lane, count) -> Gauge.builder("atelier.generation.slots.used", count, AtomicInteger::get)
                .description("Tasks this worker runs now")
                .tag("lane", lane)
                .register(meters));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public void start() {
        stopping = false;
        Flux<?> work = properties.enabled()
                ? Flux.merge(Flux.fromIterable(laneNames).flatMap(this::serve, laneNames.size()), heartbeats())
                : Flux.empty();
        running = Disposables.composite(
                lanes.open(laneNames)
                        .retryWhen(Retry.backoff(Long.MAX_VALUE, properties.look())
                                .maxBackoff(properties.look().multipliedBy(5)))
                        .doOnSuccess(done -> log.info(
                                "Worker {} on {} serves {} with {} slots each",
                                id,
                                host,
                                laneNames,
                                laneProperties.permits()))
                        .thenMany(work)
                        .subscribe(),
                progress.start(laneNames, properties.enabled()));
    }

    /** One lane: whoever is claimed runs here, up to the lane's permits. */
    private Flux<Void> serve(String lane) {
        return Flux.merge(told(lane), looks())
                .onBackpressureLatest()
                .concatMap(reason -> claim(lane, reason.equals(LOOK)), 1)
                .flatMap(this::run, laneProperties.permitsOf(lane));
    }

    private Flux<String> told(String lane) {
        Signal ofLane = Signal.lane(lane);
        return Flux.merge(
                signals.all().filter(signal -> signal.equals(ofLane)).map(Signal::name),
                freed.rings().filter(lane::equals));
    }

    private Flux<String> looks() {
        return Mono.delay(properties.look())
                .thenReturn(LOOK)
                .repeatWhen(done -> done.concatMap(again -> Mono.delay(backoff.betweenSafetyLooks())));
    }

    /** What others left behind comes before what waits; it is looked for at the regular looks only. */
    private Flux<Lease> claim(String lane, boolean look) {
        return Flux.defer(() -> {
                    int free = laneProperties.permitsOf(lane) - used(lane);
                    return stopping || free <= 0 ? Flux.empty() : claim(lane, look ? free : 0);
                })
                .onErrorResume(e -> {
                    log.warn("Could not claim from lane {}: {}", lane, e.getMessage());
                    return Flux.empty();
                });
    }

    private Flux<Lease> claim(String lane, int fromTheSilent) {
        Flux<Lease> takenOver = fromTheSilent == 0 ? Flux.empty() : tasks.takeOver(lane, id, fromTheSilent);
        return takenOver
                .doOnNext(lease -> log.warn("Job {} is taken over from a silent worker", lease.jobId()))
                .doOnNext(this::hold)
                .concatWith(Flux.defer(() -> waiting(lane)).doOnNext(this::hold));
    }

    private Flux<Lease> waiting(String lane) {
        int free = laneProperties.permitsOf(lane) - used(lane);
        return free > 0 && breakers.closed(lane)
                ? tasks.claim(lane, id, free).doOnNext(lease -> metrics.claimed(lease, clock.instant()))
                : Flux.empty();
    }

    private int used(String lane) {
        return count(lane).get();
    }

    private AtomicInteger count(String lane) {
        return Objects.requireNonNull(inUse.get(lane), lane);
    }

    private void hold(Lease lease) {
        count(lease.lane()).incrementAndGet();
        held.put(lease.jobId(), new Held(lease, new Run.Held()));
    }

    private Mono<Void> run(Lease lease) {
        Held mine = held.get(lease.jobId());
        if (mine == null) {
            return Mono.empty();
        }
        return runJob.handle(lease, mine.work(), progress::follow).doFinally(end -> letGo(lease, mine));
    }

    private void letGo(Lease lease, Held mine) {
        progress.forget(lease.jobId());
        held.remove(lease.jobId(), mine);
        count(lease.lane()).decrementAndGet();
        freed.ring(lease.lane());
    }

    private Flux<Void> heartbeats() {
        return Flux.interval(Duration.ZERO, laneProperties.heartbeat())
                .onBackpressureDrop()
                .concatMap(tick -> heartbeat());
    }

    private Mono<Void> heartbeat() {
        Map<UUID, Held> before = Map.copyOf(held);
        Mono<Void> renewing = before.isEmpty() ? Mono.empty() : renew(before);
        return renewing.then(workers.seen(id, host, laneNames, laneProperties.permits(), held.size()))
                .onErrorResume(e -> {
                    log.warn("Could not renew leases: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Void> renew(Map<UUID, Held> before) {
        return tasks.renew(id, before.keySet())
                .collectMap(Tasks.Renewed::jobId, Tasks.Renewed::epoch)
                .doOnNext(renewed -> before.forEach((jobId, mine) -> {
                    if (!Long.valueOf(mine.lease().epoch()).equals(renewed.get(jobId))) {
                        leave(jobId, mine);
                    }
                }))
                .then();
    }

    /** Taken over, or ended by somebody else: nothing we do counts any more. */
    private void leave(UUID jobId, Held mine) {
        if (mine.equals(held.get(jobId))) {
            log.info("Job {} is no longer ours", jobId);
            metrics.leasesLost(1);
            mine.work().leave();
            signals.send(Signal.running(jobId));
        }
    }

    @Override
    public void stop(Runnable callback) {
        stopping = true;
        held.forEach((jobId, mine) -> {
            mine.work().leave();
            signals.send(Signal.running(jobId));
        });
        atASafePlace()
                .then(Mono.fromRunnable(this::endLoops))
                .then(tasks.freeAll(id))
                .doOnNext(freedTasks -> log.info("Worker {} left {} tasks to others", id, freedTasks))
                .then(Flux.fromIterable(laneNames)
                        .doOnNext(lane -> signals.send(Signal.lane(lane)))
                        .then(workers.gone(id)))
                .timeout(properties.shutdownLimit().multipliedBy(2))
                .doFinally(end -> callback.run())
                .subscribe(done -> {}, e -> log.warn("Leases are left to expire: {}", e.getMessage()));
    }

    /** What waits for a provider leaves at once; what stores a picture gets a moment to finish. */
    private Mono<Void> atASafePlace() {
        return Flux.interval(Duration.ofMillis(50))
                .onBackpressureDrop()
                .takeUntil(tick -> held.isEmpty())
                .take(properties.shutdownLimit())
                .then();
    }

    private void endLoops() {
        Disposable current = running;
        if (current != null) {
            current.dispose();
        }
        running = null;
    }

    @Override
    public void stop() {
        stopping = true;
        endLoops();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** A lease and whether it is still worked on. */
    private record Held(Lease lease, Run.Held work) {}
}
