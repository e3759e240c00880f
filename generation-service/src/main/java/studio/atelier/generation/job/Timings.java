package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.Models;

/** How long each model's pictures take: the median of the newest, or the configured figure while there are few. */
@Component
public class Timings {

    private static final Duration KEPT = Duration.ofSeconds(15);

    private final JobRows rows;
    private final Models models;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Timings(JobRows rows, Models models, Clock clock) {
        this.rows = rows;
        this.models = models;
        this.clock = clock;
    }

    /** How long a picture of the model takes, from its start. */
    public Mono<Duration> typical(String model) {
        Known current = known.get(model);
        return current != null && current.until().isAfter(clock.instant())
                ? Mono.just(current.typical())
                : rows.typicalRun(model)
                        .defaultIfEmpty(models.typicalDuration(model))
                        .doOnNext(typical -> known.put(
                                model, new Known(typical, clock.instant().plus(KEPT))));
    }

    private record Known(Duration typical, Instant until) {}
}
