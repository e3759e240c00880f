package studio.atelier.generation.work;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.contracts.realtime.LiveUpdate;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.ProgressEstimate;
import studio.atelier.generation.task.Tasks;
import studio.atelier.platform.realtime.LivePublisher;

/**
 * Tells open clients how far their jobs are: about once a second the per cent of what runs here, and every two seconds
 * the place of what waits at the front of a lane. Only what changed is told. A number that grows with the job, and
 * within it with place and per cent, lets the reader drop what comes late.
 */
@Component
class ProgressBroadcast {

    private static final Logger log = LoggerFactory.getLogger(ProgressBroadcast.class);

    private static final Duration EACH_SECOND = Duration.ofSeconds(1);
    private static final Duration PLACES = Duration.ofSeconds(2);
    private static final int STEPS_BITS = 10;
    /** The version of a job that was queued and not started. */
    private static final long QUEUED_VERSION = 2;

    private final LivePublisher live;
    private final Tasks tasks;
    private final Clock clock;
    private final Map<UUID, Followed> followed = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> places = new ConcurrentHashMap<>();

    ProgressBroadcast(LivePublisher live, Tasks tasks, Clock clock) {
        this.live = live;
        this.tasks = tasks;
        this.clock = clock;
    }

    Disposable start(Set<String> lanes, boolean enabled) {
        return enabled
                ? Disposables.composite(
                        ticks(EACH_SECOND).concatMap(tick -> runningOnes()).subscribe(),
                        ticks(PLACES)
                                .concatMap(tick -> Flux.fromIterable(lanes).concatMap(this::waitingOnes))
                                .subscribe())
                : Disposables.disposed();
    }

    private static Flux<Long> ticks(Duration every) {
        return Flux.interval(every).onBackpressureDrop();
    }

    void follow(Job job) {
        followed.put(job.id(), new Followed(job, -1));
    }

    void forget(UUID jobId) {
        followed.remove(jobId);
    }

    private Mono<Void> runningOnes() {
        return Flux.fromIterable(followed.values())
                .concatMap(this::tellProgress)
                .then();
    }

    private Mono<Void> tellProgress(Followed one) {
        int percent = ProgressEstimate.of(one.job(), clock.instant());
        if (percent <= one.told()) {
            return Mono.empty();
        }
        followed.computeIfPresent(one.job().id(), (id, current) -> new Followed(current.job(), percent));
        return live.publish(new LiveUpdate(
                one.job().user(),
                "job.progress",
                one.job().id().toString(),
                sequence(one.job().version(), percent),
                data(
                        one.job().id(),
                        JobStatus.PROCESSING,
                        percent,
                        null,
                        sequence(one.job().version(), percent))));
    }

    private Mono<Void> waitingOnes(String lane) {
        return tasks.front(lane)
                .collectList()
                .doOnNext(front -> places.keySet()
                        .retainAll(front.stream().map(Tasks.Waiting::jobId).toList()))
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::tellPlace)
                .then()
                .onErrorResume(e -> {
                    log.debug("Places in lane {} are not told: {}", lane, e.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Void> tellPlace(Tasks.Waiting waiting) {
        Integer told = places.put(waiting.jobId(), waiting.place());
        if (told != null && told == waiting.place()) {
            return Mono.empty();
        }
        long sequence = sequence(QUEUED_VERSION, Tasks.COUNTED - waiting.place());
        return live.publish(new LiveUpdate(
                waiting.user(),
                "job.progress",
                waiting.jobId().toString(),
                sequence,
                data(waiting.jobId(), JobStatus.PENDING, 0, waiting.place(), sequence)));
    }

    private static long sequence(long version, int step) {
        return (version << STEPS_BITS) | step;
    }

    private static Map<String, Object> data(
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

    /** A job that runs here, and the per cent told last. */
    private record Followed(Job job, int told) {}
}
