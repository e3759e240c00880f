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
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.signal.Bell;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Lease;

/** The tasks this worker holds: of each lane as many as it has permits for, and no new ones once it is to stop. */
@Component
class HeldTasks {

    private final Map<UUID, HeldTask> byJob = new ConcurrentHashMap<>();
    private final Bell<String> freed = new Bell<>();
    private final Map<String, AtomicInteger> inUse;
    private final LaneProperties properties;
    private final Signals signals;

    private volatile boolean closed;

    HeldTasks(Models models, LaneProperties properties, Signals signals, MeterRegistry meters) {
        this.properties = properties;
        this.signals = signals;
        this.inUse = models.providers().stream()
                .collect(Collectors.toUnmodifiableMap(lane -> lane, lane -> new AtomicInteger()));
        inUse.forEach((lane, count) -> Gauge.builder("atelier.generation.slots.used", count, AtomicInteger::get)
                .description("Tasks this worker runs now")
                .tag("lane", lane)
                .register(meters));
    }

    /** The lanes it serves. */
    Set<String> lanes() {
        return inUse.keySet();
    }

    /** How many tasks of the lane it may hold. */
    int permitsOf(String lane) {
        return properties.permitsOf(lane);
    }

    /** How many more of the lane it may take. */
    int free(String lane) {
        return closed ? 0 : permitsOf(lane) - count(lane).get();
    }

    /** Holds what was claimed; a claim that comes too late is held to be left. */
    HeldTask take(Lease lease) {
        HeldTask task = new HeldTask(lease);
        count(lease.lane()).incrementAndGet();
        byJob.put(lease.jobId(), task);
        if (closed) {
            task.leave();
        }
        return task;
    }

    void letGo(HeldTask task) {
        Lease lease = task.lease();
        byJob.remove(lease.jobId(), task);
        count(lease.lane()).decrementAndGet();
        freed.ring(lease.lane());
    }

    private AtomicInteger count(String lane) {
        return Objects.requireNonNull(inUse.get(lane), lane);
    }

    /** The lanes in which a permit has come free. */
    Flux<String> freed() {
        return freed.rings();
    }

    /** What it holds now, by job. */
    Map<UUID, HeldTask> now() {
        return Map.copyOf(byJob);
    }

    boolean holds(HeldTask task) {
        return task.equals(byJob.get(task.lease().jobId()));
    }

    /** Wakes the work on the task, which then comes to an end. */
    void leave(HeldTask task) {
        task.leave();
        signals.send(Signal.running(task.lease().jobId()));
    }

    /** Leaves all of them, and takes no more. */
    void leaveAll() {
        closed = true;
        byJob.values().forEach(this::leave);
    }

    /** Takes tasks again. */
    void reopen() {
        closed = false;
    }
}
