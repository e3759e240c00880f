package studio.atelier.generation.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageModelCatalogue;

/** How long each model's images take: the median of the newest, or the configured duration while there are few. */
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

    /** How long an image of the model takes, from its start. Concurrent callers share one query. */
    public Mono<Duration> findTypicalRunTime(String model) {
        return typical.computeIfAbsent(model, this::loadRunTime);
    }

    /** The same; empty if the model is no longer configured. */
    public Mono<Duration> findRunTimeIfOffered(String model) {
        return models.findRoute(model, 0).isPresent() ? findTypicalRunTime(model) : Mono.empty();
    }

    private Mono<Duration> loadRunTime(String model) {
        return rows.findTypicalRunTime(model)
                .switchIfEmpty(Mono.fromSupplier(() -> models.typicalDuration(model)))
                .cache(typical -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
    }
}
