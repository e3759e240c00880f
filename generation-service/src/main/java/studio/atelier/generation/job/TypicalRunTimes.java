package studio.atelier.generation.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;

/** How long each model's images take: the median of the newest, or the configured duration while there are few. */
@Component
public class TypicalRunTimes {

    private static final Duration KEPT = Duration.ofSeconds(15);

    private final StoredJobQueries rows;
    private final ModelCatalogue catalogue;
    private final Map<String, Mono<Duration>> typical = new ConcurrentHashMap<>();

    TypicalRunTimes(StoredJobQueries rows, ModelCatalogue catalogue) {
        this.rows = rows;
        this.catalogue = catalogue;
    }

    /** How long an image of the model takes, from its start. Concurrent callers share one query. */
    public Mono<Duration> findTypicalRunTime(String model) {
        return typical.computeIfAbsent(model, this::loadRunTime);
    }

    /** The same; empty if there is no such model any more. */
    public Mono<Duration> findRunTimeIfOffered(String model) {
        return catalogue
                .readModels()
                .filter(models -> models.typicalDuration(model).isPresent())
                .flatMap(models -> findTypicalRunTime(model));
    }

    private Mono<Duration> loadRunTime(String model) {
        return rows.findTypicalRunTime(model)
                .switchIfEmpty(Mono.defer(() -> readConfigured(model)))
                .cache(typical -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    private Mono<Duration> readConfigured(String model) {
        return catalogue
                .readModels()
                .map(models -> models.typicalDuration(model)
                        .orElseThrow(() -> new IllegalStateException("No model named " + model)));
    }
}
