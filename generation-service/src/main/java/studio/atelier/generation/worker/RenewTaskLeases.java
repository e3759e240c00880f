package studio.atelier.generation.worker;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.run.JobWorkerMetrics;
import studio.atelier.generation.run.WorkerHeldTask;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.WorkerRegistry;
import studio.atelier.platform.trace.UserReactorContext;

/** Renews the leases of the tasks this worker holds, and records its heartbeat. */
@Component
class RenewTaskLeases {

    private static final Logger log = LoggerFactory.getLogger(RenewTaskLeases.class);

    private final WorkerIdentity worker;
    private final WorkerHeldTasks held;
    private final JobQueueTasks tasks;
    private final WorkerRegistry workers;
    private final GenerationSignals signals;
    private final JobWorkerMetrics metrics;
    private final JobQueueProperties properties;

    RenewTaskLeases(
            WorkerIdentity worker,
            WorkerHeldTasks held,
            JobQueueTasks tasks,
            WorkerRegistry workers,
            GenerationSignals signals,
            JobWorkerMetrics metrics,
            JobQueueProperties properties) {
        this.worker = worker;
        this.held = held;
        this.tasks = tasks;
        this.workers = workers;
        this.signals = signals;
        this.metrics = metrics;
        this.properties = properties;
    }

    Duration interval() {
        return properties.heartbeat();
    }

    Mono<Void> sendHeartbeat() {
        Map<UUID, WorkerHeldTask> now = held.snapshotByJob();
        Mono<Void> renewing = now.isEmpty() ? Mono.empty() : renewLeases(now);
        return renewing.then(
                workers.saveHeartbeat(worker.id(), worker.host(), held.servedQueues(), properties.slots(), now.size()));
    }

    private Mono<Void> renewLeases(Map<UUID, WorkerHeldTask> before) {
        return tasks.renewLeases(worker.id(), before.keySet())
                .collectMap(JobQueueTasks.RenewedTaskLease::jobId, JobQueueTasks.RenewedTaskLease::epoch)
                .doOnNext(renewed -> before.values().stream()
                        .filter(task -> !isAmong(renewed, task))
                        .filter(held::isHolding)
                        .forEach(this::leaveLostTask))
                .then();
    }

    private static boolean isAmong(Map<UUID, Long> renewed, WorkerHeldTask task) {
        return Long.valueOf(task.lease().epoch())
                .equals(renewed.get(task.lease().jobId()));
    }

    /** The task was taken over or the job was ended elsewhere: none of this run's writes take effect any more. */
    private void leaveLostTask(WorkerHeldTask task) {
        log.atInfo()
                .addKeyValue(UserReactorContext.KEY, task.lease().user().toString())
                .log("Job {}: the lease is lost, the run stops", task.lease().jobId());
        metrics.countLeasesLost(1);
        held.leaveTask(task);
    }

    /** Releases all tasks still held, for others to claim at once: this worker has stopped. */
    Mono<Void> releaseLeases() {
        return tasks.freeAll(worker.id())
                .doOnNext(freed -> log.info("Worker {} released {} tasks", worker.id(), freed))
                .doOnNext(freed ->
                        held.servedQueues().forEach(queue -> signals.sendSignal(GenerationSignal.queueReady(queue))))
                .then(workers.deleteWorker(worker.id()));
    }
}
