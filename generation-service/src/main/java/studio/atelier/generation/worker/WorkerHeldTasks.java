package studio.atelier.generation.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import studio.atelier.generation.job.JobTransitions.ClaimedJob;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.TaskLease;

/** The tasks this worker holds: of each queue as many as it has slots for, and no new ones once it stops. */
@Component
class WorkerHeldTasks {

    private final Map<UUID, WorkerHeldTask> byJob = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inUse;
    private final JobQueueProperties properties;
    private final GenerationSignals signals;

    private volatile boolean closed;

    WorkerHeldTasks(
            ProviderRegistry providers,
            JobQueueProperties properties,
            GenerationSignals signals,
            MeterRegistry meters) {
        this.properties = properties;
        this.signals = signals;
        this.inUse = providers.listNames().stream()
                .collect(Collectors.toUnmodifiableMap(queue -> queue, queue -> new AtomicInteger()));
        inUse.forEach((queue, count) -> Gauge.builder("atelier.generation.slots.used", count, AtomicInteger::get)
                .description("Tasks this worker runs now")
                .tag("queue", queue)
                .register(meters));
    }

    /** The queues it serves. */
    Set<String> servedQueues() {
        return inUse.keySet();
    }

    /** How many tasks of the queue it may hold. */
    int slotsOf(String queue) {
        return properties.slotsOf(queue);
    }

    /** How many more tasks of the queue it may hold. */
    int countFreeSlots(String queue) {
        return closed ? 0 : slotsOf(queue) - usedSlotsOf(queue).get();
    }

    /** Whether more than half of the queue's slots are in use. */
    boolean isMostlyBusy(String queue) {
        return usedSlotsOf(queue).get() * 2 > slotsOf(queue);
    }

    /** Holds a claimed task; one that is claimed after the worker stops is marked to be left to others. */
    WorkerHeldTask holdTask(ClaimedJob claimed) {
        TaskLease lease = claimed.lease();
        WorkerHeldTask task = new WorkerHeldTask(claimed);
        usedSlotsOf(lease.queue()).incrementAndGet();
        byJob.put(lease.jobId(), task);
        if (closed) {
            task.leaveToOthers();
        }
        return task;
    }

    /** Frees the task's slot. Returns false if the job is held again by now, by a later claim. */
    boolean releaseTask(WorkerHeldTask task) {
        TaskLease lease = task.lease();
        usedSlotsOf(lease.queue()).decrementAndGet();
        return byJob.remove(lease.jobId(), task);
    }

    private AtomicInteger usedSlotsOf(String queue) {
        return Objects.requireNonNull(inUse.get(queue), queue);
    }

    /** The tasks it holds now, by job. */
    Map<UUID, WorkerHeldTask> snapshotByJob() {
        return Map.copyOf(byJob);
    }

    boolean isHolding(WorkerHeldTask task) {
        return task.equals(byJob.get(task.lease().jobId()));
    }

    /** Leaves the task to others and wakes its run, which then ends. */
    void leaveTask(WorkerHeldTask task) {
        task.leaveToOthers();
        signals.sendSignal(GenerationSignal.runningJobChanged(task.lease().jobId()));
    }

    /** Leaves all tasks to others, and holds no new ones. */
    void leaveAll() {
        closed = true;
        byJob.values().forEach(this::leaveTask);
    }

    /** Holds new tasks again. */
    void acceptTasksAgain() {
        closed = false;
    }
}
