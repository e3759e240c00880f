package studio.atelier.generation.worker;

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
import studio.atelier.generation.run.RunJob;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.run.WorkerProperties;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;

/**
 * This process's worker: claims tasks while it has slots, renews its leases, and releases the tasks it holds when the
 * process ends.
 */
@Component
public class JobQueueWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobQueueWorker.class);

    private static final Duration SAFE_PLACE_CHECK = Duration.ofMillis(50);

    private final WorkerIdentity name;
    private final WorkerHeldTasks held;
    private final ClaimQueueTasks claim;
    private final RunJob runJob;
    private final RenewTaskLeases leases;
    private final JobQueues queues;
    private final ProgressBroadcast progress;
    private final WorkerProperties properties;
    private final ObservationRegistry observations;

    private @Nullable Disposable running;

    JobQueueWorker(
            WorkerIdentity name,
            WorkerHeldTasks held,
            ClaimQueueTasks claim,
            RunJob runJob,
            RenewTaskLeases leases,
            JobQueues queues,
            ProgressBroadcast progress,
            WorkerProperties properties,
            ObservationRegistry observations) {
        this.name = name;
        this.held = held;
        this.claim = claim;
        this.runJob = runJob;
        this.leases = leases;
        this.queues = queues;
        this.progress = progress;
        this.properties = properties;
        this.observations = observations;
    }

    @Override
    public void start() {
        held.acceptTasksAgain();
        running = Disposables.composite(
                ensureQueues().thenMany(serveQueues()).subscribe(),
                progress.startBroadcast(held.servedQueues(), properties.enabled()));
    }

    private Mono<Void> ensureQueues() {
        return queues.ensureQueues(held.servedQueues())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, properties.look())
                        .maxBackoff(properties.look().multipliedBy(5)))
                .doOnSuccess(
                        done -> log.info("Worker {} on host {} serves {}", name.id(), name.host(), describeLimits()));
    }

    private String describeLimits() {
        return held.servedQueues().stream()
                .map(queue -> queue + " with up to " + held.slotsOf(queue) + " jobs at once")
                .collect(Collectors.joining(", "));
    }

    private Flux<Void> serveQueues() {
        return properties.enabled()
                ? Flux.merge(
                        Flux.fromIterable(held.servedQueues())
                                .flatMap(this::serveQueue, held.servedQueues().size()),
                        leases.renewContinuously())
                : Flux.empty();
    }

    /** Runs the tasks claimed from one queue, up to the queue's slots. */
    private Flux<Void> serveQueue(String queue) {
        return claim.claimContinuously(queue).flatMap(this::runTask, held.slotsOf(queue));
    }

    private Mono<Void> runTask(WorkerHeldTask task) {
        Mono<Void> work = runJob.handle(task, progress::followJob).doFirst(() -> logIfTakenOver(task.lease()));
        return ReactiveObservations.observeMono(() -> newObservation(task.lease()), work)
                .contextWrite(UserReactorContext.of(task.lease().user()))
                .doFinally(end -> {
                    progress.unfollowJob(task.lease().jobId());
                    held.releaseTask(task);
                });
    }

    private static void logIfTakenOver(TaskLease lease) {
        if (lease.takenOver()) {
            log.warn("Job {} is taken over from a silent worker", lease.jobId());
        }
    }

    private Observation newObservation(TaskLease lease) {
        String trace = lease.traceparent();
        Map<String, String> headers = trace == null ? Map.of() : Map.of("traceparent", trace);
        return ReactiveObservations.createReceiverObservation("atelier.generation.task", headers, observations)
                .contextualName("work in queue " + lease.queue())
                .lowCardinalityKeyValue("queue", lease.queue())
                .highCardinalityKeyValue("job", lease.jobId().toString());
    }

    @Override
    public void stop(Runnable callback) {
        held.leaveAll();
        awaitSafePlace()
                .then(Mono.fromRunnable(this::endLoops))
                .then(leases.releaseLeases())
                .timeout(properties.shutdownLimit().multipliedBy(2))
                .doFinally(end -> callback.run())
                .subscribe(
                        done -> {},
                        e -> log.warn("Could not release the leases, they expire instead: {}", e.getMessage()));
    }

    /** A run that waits for a provider stops at once; a run that stores an image gets a moment to finish. */
    private Mono<Void> awaitSafePlace() {
        return Flux.interval(SAFE_PLACE_CHECK)
                .onBackpressureDrop()
                .takeUntil(tick -> held.snapshotByJob().isEmpty())
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
