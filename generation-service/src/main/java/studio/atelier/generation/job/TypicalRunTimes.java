package studio.atelier.generation.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageModelCatalogue;

/** How long each model's pictures take: the median of the newest, or the configured figure while there are few. */
@Component
public class TypicalRunTimes {

    private static final Duration KEPT = Duration.ofSeconds(15);

    private final StoredJobQueries rows;
    private final ImageModelCatalogue models;
    private final Map<String, Mono<Duration>> typical = new ConcurrentHashMap<>();

    TypicalRunTimes(StoredJobQueries rows, ImageModelCatalogue models) {
        this.rows = rows;
        this.models = models;
    }

    /** How long a picture of the model takes, from its start. Those who ask at the same time share one look. */
    public Mono<Duration> findTypicalRunTime(String model) {
        return typical.computeIfAbsent(model, this::loadRunTime);
    }

    /** The same; empty if the model is no longer configured. */
    Mono<Duration> findRunTimeIfOffered(String model) {
        return models.findRoute(model, 0).isPresent() ? findTypicalRunTime(model) : Mono.empty();
    }

    private Mono<Duration> loadRunTime(String model) {
        return rows.findTypicalRunTime(model)
                .switchIfEmpty(Mono.fromSupplier(() -> models.typicalDuration(model)))
                .cache(typical -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
    }
}
