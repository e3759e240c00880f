package studio.atelier.generation.job;

import java.time.Duration;
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
    private final Map<String, Mono<Duration>> typical = new ConcurrentHashMap<>();

    Timings(JobRows rows, Models models) {
        this.rows = rows;
        this.models = models;
    }

    /** How long a picture of the model takes, from its start. Those who ask at the same time share one look. */
    public Mono<Duration> typical(String model) {
        return typical.computeIfAbsent(model, this::lookNowAndThen);
    }

    /** The same; empty if the model is no longer configured. */
    Mono<Duration> typicalIfOffered(String model) {
        return models.route(model, 0).isPresent() ? typical(model) : Mono.empty();
    }

    private Mono<Duration> lookNowAndThen(String model) {
        return rows.typicalRun(model)
                .switchIfEmpty(Mono.fromSupplier(() -> models.typicalDuration(model)))
                .cache(typical -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
    }
}
