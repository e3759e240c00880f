package studio.atelier.generation.worker;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.run.RunJob;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.run.WorkerProperties;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * This process's worker: claims tasks while it has slots, renews its leases, and releases the tasks it holds when the
 * process ends.
 */
@Component
class JobQueueWorker extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(JobQueueWorker.class);
    private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_PLACES = Duration.ofSeconds(2);
    private static final Duration BETWEEN_CLAIMS_OF_BUSY_WORKER = Duration.ofMillis(50);

    private final Map<GenerationSignal, WorkLoop> claimsBySignal = new HashMap<>();
    /** Queues in which tasks wait, by the last look. */
    private volatile Set<String> queuesWithWaiting = Set.of();

    private final WorkerIdentity name;
    private final WorkerHeldTasks held;
    private final ClaimQueueTasks claim;
    private final RunJob runJob;
    private final RenewTaskLeases leases;
    private final JobQueueTasks tasks;
    private final JobQueues queues;
    private final ProgressBroadcast progress;
    private final GenerationSignals signals;
    private final ObservationRegistry observations;

    JobQueueWorker(
            WorkerIdentity name,
            WorkerHeldTasks held,
            ClaimQueueTasks claim,
            RunJob runJob,
            RenewTaskLeases leases,
            JobQueueTasks tasks,
            JobQueues queues,
            ProgressBroadcast progress,
            GenerationSignals signals,
            WorkerProperties properties,
            ObservationRegistry observations) {
        super(ShutdownPhase.JOB_WORKERS, properties.shutdownLimit());
        this.name = name;
        this.held = held;
        this.claim = claim;
        this.runJob = runJob;
        this.leases = leases;
        this.tasks = tasks;
        this.queues = queues;
        this.progress = progress;
        this.signals = signals;
        this.observations = observations;
        if (properties.enabled()) {
            held.servedQueues().forEach(this::addClaims);
            addLoop(WorkLoop.polling("Looks at queues", 1, properties.look(), () -> once(lookAtQueues())));
            addRenewal(WorkLoop.polling("Heartbeat", 1, leases.interval(), () -> once(leases.sendHeartbeat())));
            addLoop(WorkLoop.polling("Progress", 1, BETWEEN_PROGRESS, () -> once(progress.publishRunning())));
            addLoop(WorkLoop.polling(
                    "Places", 1, BETWEEN_PLACES, () -> once(progress.publishPlaces(queuesWithWaiting))));
        }
    }

    /** Claims run one at a time: on signals, when a slot becomes free, and if a look finds tasks. */
    private void addClaims(String queue) {
        WorkLoop claims = addLoop(WorkLoop.onSignal("Claims from queue " + queue, 1, () -> claimTasks(queue)));
        claimsBySignal.put(GenerationSignal.queueReady(queue), claims);
    }

    private Mono<Void> lookAtQueues() {
        return tasks.lookAtQueues(held.servedQueues())
                .collectList()
                .doOnNext(this::handleLook)
                .then();
    }

    private void handleLook(List<JobQueueTasks.QueueLook> found) {
        queuesWithWaiting = found.stream()
                .filter(JobQueueTasks.QueueLook::waiting)
                .map(JobQueueTasks.QueueLook::queue)
                .collect(Collectors.toUnmodifiableSet());
        found.forEach(look -> {
            if (look.leftBehind()) {
                claim.requestTakeOver(look.queue());
            }
            signalClaims(GenerationSignal.queueReady(look.queue()));
        });
    }

    private static Mono<Boolean> once(Mono<Void> work) {
        return work.thenReturn(false);
    }

    @Override
    protected Mono<Void> prepare() {
        return Mono.fromRunnable(held::acceptTasksAgain)
                .then(queues.ensureQueues(held.servedQueues()))
                .doOnSuccess(
                        done -> log.info("Worker {} on host {} serves {}", name.id(), name.host(), describeLimits()));
    }

    private String describeLimits() {
        return held.servedQueues().stream()
                .map(queue -> queue + " with up to " + held.slotsOf(queue) + " jobs at once")
                .collect(Collectors.joining(", "));
    }

    @Override
    protected Flux<?> listen() {
        return signals.listenToAll().doOnNext(this::signalClaims);
    }

    private void signalClaims(GenerationSignal signal) {
        WorkLoop claims = claimsBySignal.get(signal);
        if (claims != null) {
            claims.signalWork();
        }
    }

    private Mono<Boolean> claimTasks(String queue) {
        return claim.claimIfFree(queue).doOnNext(task -> launch(runTask(task))).then(Mono.just(false));
    }

    private Mono<Void> runTask(WorkerHeldTask task) {
        Mono<Void> work = runJob.handle(task, progress::followJob, progress::updateJob)
                .doFirst(() -> logIfTakenOver(task.lease()));
        return ReactiveObservations.observeMono(() -> newObservation(task.lease()), work)
                .contextWrite(UserReactorContext.of(task.lease().user()))
                .doFinally(end -> releaseTask(task));
    }

    private void releaseTask(WorkerHeldTask task) {
        if (held.releaseTask(task)) {
            progress.unfollowJob(task.lease().jobId());
        }
        claimForFreeSlot(task.lease().queue());
    }

    /** While most slots are in use, those that become free in a moment are filled by one claim. */
    private void claimForFreeSlot(String queue) {
        WorkLoop claims = Objects.requireNonNull(claimsBySignal.get(GenerationSignal.queueReady(queue)), queue);
        if (held.isMostlyBusy(queue)) {
            claims.signalWorkAfter(BETWEEN_CLAIMS_OF_BUSY_WORKER);
        } else {
            claims.signalWork();
        }
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

    /** A run that waits for a provider stops at once; a run that stores an image gets until the limit to finish. */
    @Override
    protected void stopIntake() {
        held.leaveAll();
    }

    @Override
    protected Mono<Void> release() {
        return leases.releaseLeases();
    }
}
