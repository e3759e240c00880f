package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.platform.live.RealtimePublisher;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * Sends the total of batches to connected clients, soon after a job of theirs changed here: the changes of half a
 * second in one statement, and one message a batch. What a message says can also be read with the batch.
 */
@Component
public class BatchProgressBroadcast extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(BatchProgressBroadcast.class);
    private static final Duration GATHERED = Duration.ofMillis(500);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);
    private static final int READ_TOGETHER = 50;
    private static final int MOST_MARKED = 10_000;
    private static final int PERCENT_BITS = 7;

    private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
    private final StoredJobQueries jobs;
    private final RealtimePublisher live;
    private final Clock clock;
    private final WorkLoop publication;

    BatchProgressBroadcast(StoredJobQueries jobs, RealtimePublisher live, Clock clock) {
        super(ShutdownPhase.INTAKE, SHUTDOWN_LIMIT);
        this.jobs = jobs;
        this.live = live;
        this.clock = clock;
        this.publication = addLoop(WorkLoop.onSignal("Progress of batches", 1, this::publishSome));
    }

    /** The job changed, or came further: if it belongs to a batch, the batch's total is sent soon. */
    public void markChanged(Job job) {
        UUID batch = job.batchId();
        if (batch != null && changed.size() < MOST_MARKED) {
            changed.add(batch);
            publication.signalWorkAfter(GATHERED);
        }
    }

    private Mono<Boolean> publishSome() {
        List<UUID> batches = changed.stream().limit(READ_TOGETHER).toList();
        batches.forEach(changed::remove);
        return jobs.listJobsOfBatches(batches)
                .collectMultimap(job -> Objects.requireNonNull(job.batchId()))
                .flatMapIterable(Map::entrySet)
                .concatMap(batch -> publish(batch.getKey(), List.copyOf(batch.getValue())))
                .then(Mono.fromSupplier(() -> !changed.isEmpty()))
                .onErrorResume(error -> Mono.fromSupplier(() -> {
                    log.debug("Could not publish the progress of batches: {}", error.toString());
                    return false;
                }));
    }

    /** Jobs that their user took off the list count towards the sequence, which never falls, and not the total. */
    private Mono<Void> publish(UUID batchId, List<Job> ofBatch) {
        List<Job> shown = ofBatch.stream()
                .filter(job -> StoredJobQueries.isShownTo(job.user(), job))
                .toList();
        long versions = ofBatch.stream().mapToLong(Job::version).sum();
        return shown.isEmpty()
                ? Mono.empty()
                : live.publishMessage(toMessage(
                        batchId, shown.getFirst().user(), BatchProgress.of(shown, clock.instant()), versions));
    }

    private static RealtimeMessage toMessage(UUID batchId, UserId user, BatchProgress progress, long versions) {
        return new RealtimeMessage(
                user,
                "batch.progress",
                batchId.toString(),
                (versions << PERCENT_BITS) | progress.percent(),
                Map.of(
                        "batchId", batchId.toString(),
                        "status", progress.status().name(),
                        "progress", progress.percent(),
                        "completed", progress.completed(),
                        "failed", progress.failed(),
                        "cancelled", progress.cancelled(),
                        "total", progress.jobs()));
    }
}
