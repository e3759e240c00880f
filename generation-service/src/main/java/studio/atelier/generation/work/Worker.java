package studio.atelier.generation.work;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Map;
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
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Lease;
import studio.atelier.platform.trace.ObservedWork;
import studio.atelier.platform.trace.UserInContext;

/**
 * This process's worker: claims tasks while it has permits, renews its leases, and leaves what it holds to others when
 * the process ends.
 */
@Component
class Worker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private static final Duration SAFE_PLACE_CHECK = Duration.ofMillis(50);

    private final WorkerName name;
    private final HeldTasks held;
    private final ClaimTasks claim;
    private final RunJob runJob;
    private final KeepLeases leases;
    private final Lanes lanes;
    private final ProgressBroadcast progress;
    private final WorkProperties properties;
    private final ObservationRegistry observations;

    private @Nullable Disposable running;

    Worker(
            WorkerName name,
            HeldTasks held,
            ClaimTasks claim,
            RunJob runJob,
            KeepLeases leases,
            Lanes lanes,
            ProgressBroadcast progress,
            WorkProperties properties,
            ObservationRegistry observations) {
        this.name = name;
        this.held = held;
        this.claim = claim;
        this.runJob = runJob;
        this.leases = leases;
        this.lanes = lanes;
        this.progress = progress;
        this.properties = properties;
        this.observations = observations;
    }

    @Override
    public void start() {
        held.reopen();
        running = Disposables.composite(
                openLanes().thenMany(work()).subscribe(), progress.start(held.lanes(), properties.enabled()));
    }

    private Mono<Void> openLanes() {
        return lanes.open(held.lanes())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, properties.look())
                        .maxBackoff(properties.look().multipliedBy(5)))
                .doOnSuccess(done -> log.info("Worker {} on {} serves {}", name.id(), name.host(), limits()));
    }

    private String limits() {
        return held.lanes().stream()
                .map(lane -> lane + " with up to " + held.permitsOf(lane) + " jobs at once")
                .collect(Collectors.joining(", "));
    }

    private Flux<Void> work() {
        return properties.enabled()
                ? Flux.merge(
                        Flux.fromIterable(held.lanes())
                                .flatMap(this::serve, held.lanes().size()),
                        leases.renewing())
                : Flux.empty();
    }

    /** One lane: whoever is claimed runs here, up to the lane's permits. */
    private Flux<Void> serve(String lane) {
        return claim.from(lane).flatMap(this::run, held.permitsOf(lane));
    }

    private Mono<Void> run(HeldTask task) {
        Mono<Void> work = runJob.handle(task, progress::follow).doFirst(() -> sayIfTakenOver(task.lease()));
        return ObservedWork.of(() -> observation(task.lease()), work)
                .contextWrite(UserInContext.of(task.lease().user()))
                .doFinally(end -> {
                    progress.forget(task.lease().jobId());
                    held.letGo(task);
                });
    }

    private static void sayIfTakenOver(Lease lease) {
        if (lease.takenOver()) {
            log.warn("Job {} is taken over from a silent worker", lease.jobId());
        }
    }

    private Observation observation(Lease lease) {
        String trace = lease.traceparent();
        Map<String, String> headers = trace == null ? Map.of() : Map.of("traceparent", trace);
        return ObservedWork.received("atelier.generation.task", headers, observations)
                .contextualName("work in lane " + lease.lane())
                .lowCardinalityKeyValue("lane", lease.lane())
                .highCardinalityKeyValue("job", lease.jobId().toString());
    }

    @Override
    public void stop(Runnable callback) {
        held.leaveAll();
        atASafePlace()
                .then(Mono.fromRunnable(this::endLoops))
                .then(leases.end())
                .timeout(properties.shutdownLimit().multipliedBy(2))
                .doFinally(end -> callback.run())
                .subscribe(done -> {}, e -> log.warn("Leases are left to expire: {}", e.getMessage()));
    }

    /** What waits for a provider leaves at once; what stores a picture gets a moment to finish. */
    private Mono<Void> atASafePlace() {
        return Flux.interval(SAFE_PLACE_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> held.now().isEmpty())
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
        held.leaveAll();
        endLoops();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
