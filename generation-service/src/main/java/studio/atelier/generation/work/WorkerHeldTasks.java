package studio.atelier.generation.work;

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
import reactor.core.publisher.Flux;
import studio.atelier.generation.provider.ImageModelCatalogue;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.signal.ListenerBroadcast;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.TaskLease;

/** The tasks this worker holds: of each queue as many as it has slots for, and no new ones once it is to stop. */
@Component
class WorkerHeldTasks {

    private final Map<UUID, WorkerHeldTask> byJob = new ConcurrentHashMap<>();
    private final ListenerBroadcast<String> freed = new ListenerBroadcast<>();
    private final Map<String, AtomicInteger> inUse;
    private final JobQueueProperties properties;
    private final GenerationSignals signals;

    private volatile boolean closed;

    WorkerHeldTasks(
            ImageModelCatalogue models,
            JobQueueProperties properties,
            GenerationSignals signals,
            MeterRegistry meters) {
        this.properties = properties;
        this.signals = signals;
        this.inUse = models.listProviders().stream()
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

    /** How many more of the queue it may take. */
    int countFreeSlots(String queue) {
        return closed ? 0 : slotsOf(queue) - usedSlotsOf(queue).get();
    }

    /** Holds what was claimed; a claim that comes too late is held to be left. */
    WorkerHeldTask holdTask(TaskLease lease) {
        WorkerHeldTask task = new WorkerHeldTask(lease);
        usedSlotsOf(lease.queue()).incrementAndGet();
        byJob.put(lease.jobId(), task);
        if (closed) {
            task.leaveToOthers();
        }
        return task;
    }

    void releaseTask(WorkerHeldTask task) {
        TaskLease lease = task.lease();
        byJob.remove(lease.jobId(), task);
        usedSlotsOf(lease.queue()).decrementAndGet();
        freed.broadcastValue(lease.queue());
    }

    private AtomicInteger usedSlotsOf(String queue) {
        return Objects.requireNonNull(inUse.get(queue), queue);
    }

    /** The queues in which a slot has come free. */
    Flux<String> watchFreedSlots() {
        return freed.streamValues();
    }

    /** What it holds now, by job. */
    Map<UUID, WorkerHeldTask> snapshotByJob() {
        return Map.copyOf(byJob);
    }

    boolean isHolding(WorkerHeldTask task) {
        return task.equals(byJob.get(task.lease().jobId()));
    }

    /** Wakes the work on the task, which then comes to an end. */
    void leaveTask(WorkerHeldTask task) {
        task.leaveToOthers();
        signals.sendSignal(GenerationSignal.runningJobChanged(task.lease().jobId()));
    }

    /** Leaves all of them, and takes no more. */
    void leaveAll() {
        closed = true;
        byJob.values().forEach(this::leaveTask);
    }

    /** Takes tasks again. */
    void acceptTasksAgain() {
        closed = false;
    }
}
