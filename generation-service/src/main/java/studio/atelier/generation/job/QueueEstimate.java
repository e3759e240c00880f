package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.task.LaneProperties;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Workers;

/** How long a new job would wait, from what waits, who works and how long the model takes. A second old at most. */
@Component
class QueueEstimate {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final Lanes lanes;
    private final Workers workers;
    private final Models models;
    private final LaneProperties properties;
    private final Timings timings;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    QueueEstimate(
            Lanes lanes, Workers workers, Models models, LaneProperties properties, Timings timings, Clock clock) {
        this.lanes = lanes;
        this.workers = workers;
        this.models = models;
        this.properties = properties;
        this.timings = timings;
        this.clock = clock;
    }

    Mono<Duration> waitFor(String model) {
        String lane = models.firstRoute(model).provider();
        Known current = known.get(lane);
        return current != null && current.until().isAfter(clock.instant())
                ? Mono.just(current.estimate())
                : estimate(lane, model)
                        .doOnNext(wait ->
                                known.put(lane, new Known(wait, clock.instant().plus(KEPT))));
    }

    private Mono<Duration> estimate(String lane, String model) {
        Mono<Long> waiting = lanes.state(lane).map(Lanes.State::waiting).defaultIfEmpty(0L);
        Mono<Long> slots = workers.alive()
                .filter(worker -> worker.lanes().contains(lane))
                .count()
                .map(alive -> alive * properties.permitsOf(lane));
        return Mono.zipDelayError(waiting, slots, timings.typical(model))
                .map(all -> wait(all.getT1(), all.getT2(), all.getT3(), properties.rateOf(lane)));
    }

    /** While no worker is alive one is expected back. */
    static Duration wait(long waiting, long slots, Duration typical, @Nullable Integer ratePerTenSeconds) {
        Duration bySlots = typical.multipliedBy(waiting).dividedBy(Math.max(1, slots));
        Duration byRate = ratePerTenSeconds == null
                ? Duration.ZERO
                : Duration.ofSeconds(10).multipliedBy(waiting).dividedBy(ratePerTenSeconds);
        return bySlots.compareTo(byRate) > 0 ? bySlots : byRate;
    }

    private record Known(Duration estimate, Instant until) {}
}
