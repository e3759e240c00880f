package studio.atelier.generation.worker;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.generation.job.BatchProgressBroadcast;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.ProgressEstimate;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.platform.live.RealtimePublisher;

/**
 * Sends the progress of jobs to connected clients: about once a second the per cent of jobs that run here, and every
 * two seconds the place of jobs at the front of a queue in which jobs wait. Only changes are sent. A sequence number
 * that grows with the job, and within it with place and per cent, lets the reader drop late messages.
 */
@Component
class ProgressBroadcast {

    private static final Logger log = LoggerFactory.getLogger(ProgressBroadcast.class);

    private static final int STEPS_BITS = 10;
    /** The version of a job that is queued and not started. */
    private static final long QUEUED_VERSION = 2;

    private final RealtimePublisher live;
    private final JobQueueTasks tasks;
    private final BatchProgressBroadcast batches;
    private final Clock clock;
    private final Map<UUID, FollowedJobProgress> followed = new ConcurrentHashMap<>();
    private final Map<String, Map<UUID, Integer>> sentPlaces = new ConcurrentHashMap<>();

    ProgressBroadcast(RealtimePublisher live, JobQueueTasks tasks, BatchProgressBroadcast batches, Clock clock) {
        this.live = live;
        this.tasks = tasks;
        this.batches = batches;
        this.clock = clock;
    }

    void followJob(Job job) {
        followed.put(job.id(), new FollowedJobProgress(job, -1));
    }

    /** Takes the job's new progress, if it is followed. */
    void updateJob(Job job) {
        followed.computeIfPresent(job.id(), (id, current) -> new FollowedJobProgress(job, current.sentPercent()));
    }

    void unfollowJob(UUID jobId) {
        followed.remove(jobId);
    }

    /** Publishes the progress of the followed jobs. */
    Mono<Void> publishRunning() {
        return Flux.fromIterable(followed.values())
                .concatMap(this::publishProgress)
                .then();
    }

    private Mono<Void> publishProgress(FollowedJobProgress one) {
        int percent = ProgressEstimate.estimatePercent(one.job(), clock.instant());
        if (percent <= one.sentPercent()) {
            return Mono.empty();
        }
        batches.markChanged(one.job());
        followed.computeIfPresent(one.job().id(), (id, current) -> new FollowedJobProgress(current.job(), percent));
        return live.publishMessage(new RealtimeMessage(
                one.job().user(),
                "job.progress",
                one.job().id().toString(),
                toSequence(one.job().version(), percent),
                toUpdateData(
                        one.job().id(),
                        JobStatus.PROCESSING,
                        percent,
                        null,
                        toSequence(one.job().version(), percent))));
    }

    /**
     * Publishes the places of the first waiting jobs.
     *
     * @param queues those in which jobs wait
     */
    Mono<Void> publishPlaces(Set<String> queues) {
        return Mono.fromRunnable(() -> sentPlaces.keySet().retainAll(queues))
                .thenMany(Flux.fromIterable(queues).concatMap(this::publishWaiting))
                .then();
    }

    private Mono<Void> publishWaiting(String queue) {
        return tasks.listFirstTasks(queue)
                .collectList()
                .flatMap(front -> publishChangedPlaces(queue, front))
                .onErrorResume(e -> {
                    log.debug("Could not publish the places in queue {}: {}", queue, e.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Void> publishChangedPlaces(String queue, List<JobQueueTasks.WaitingTaskPlace> front) {
        Map<UUID, Integer> places = front.stream()
                .collect(Collectors.toUnmodifiableMap(
                        JobQueueTasks.WaitingTaskPlace::jobId, JobQueueTasks.WaitingTaskPlace::place));
        Map<UUID, Integer> sent = Objects.requireNonNullElse(sentPlaces.put(queue, places), Map.of());
        return Flux.fromIterable(front)
                .filter(waiting -> !Objects.equals(sent.get(waiting.jobId()), waiting.place()))
                .concatMap(this::publishPlace)
                .then();
    }

    private Mono<Void> publishPlace(JobQueueTasks.WaitingTaskPlace waiting) {
        long sequence = toSequence(QUEUED_VERSION, JobQueueTasks.COUNTED - waiting.place());
        return live.publishMessage(new RealtimeMessage(
                waiting.user(),
                "job.progress",
                waiting.jobId().toString(),
                sequence,
                toUpdateData(waiting.jobId(), JobStatus.PENDING, 0, waiting.place(), sequence)));
    }

    private static long toSequence(long version, int step) {
        return (version << STEPS_BITS) | step;
    }

    private static Map<String, Object> toUpdateData(
            UUID jobId, JobStatus status, int progress, @Nullable Integer place, long sequence) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("jobId", jobId.toString());
        data.put("status", status.name());
        data.put("progress", progress);
        data.put("sequence", sequence);
        if (place != null) {
            data.put("queuePosition", place);
        }
        return data;
    }

    /** A job that runs here, and the per cent sent last. */
    private record FollowedJobProgress(Job job, int sentPercent) {}
}
