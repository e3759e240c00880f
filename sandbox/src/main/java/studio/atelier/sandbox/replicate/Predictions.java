package studio.atelier.sandbox.replicate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;
import tools.jackson.databind.node.JsonNodeFactory;

/** All predictions, up to a limit beyond which the oldest is deleted, and how Replicate shows them. */
@Component
class Predictions implements Resettable {

    private static final int KEPT = 20_000;

    private final Map<String, Prediction> oldestFirst = new BoundedMap<>(KEPT);
    private final String root;
    private final Clock clock;

    Predictions(SandboxProperties properties, Clock clock) {
        this.root = properties.url() + "/replicate/v1/predictions/";
        this.clock = clock;
    }

    synchronized void add(Prediction prediction) {
        oldestFirst.put(prediction.id(), prediction);
    }

    synchronized Optional<Prediction> find(String id) {
        return Optional.ofNullable(oldestFirst.get(id));
    }

    /** Changes the prediction if it still exists, and returns the changed one. */
    synchronized Optional<Prediction> change(String id, UnaryOperator<Prediction> change) {
        return Optional.ofNullable(oldestFirst.computeIfPresent(id, (same, present) -> change.apply(present)));
    }

    /** Changes the prediction unless its status is final; empty if it is, or if it was deleted. */
    Optional<Prediction> changeUnlessEnded(String id, UnaryOperator<Prediction> change) {
        Optional<Prediction> changed;
        synchronized (this) {
            changed = find(id).filter(present -> !present.status().isFinal()).flatMap(present -> change(id, change));
        }
        changed.filter(present -> present.status().isFinal())
                .ifPresent(present -> present.ended().tryEmitEmpty());
        return changed;
    }

    synchronized List<Prediction> newest(int count, Predicate<Prediction> which) {
        return new ArrayList<>(oldestFirst.values())
                .reversed().stream().filter(which).limit(count).toList();
    }

    @Override
    public synchronized void reset() {
        oldestFirst.clear();
    }

    /** The prediction as an answer or a webhook's body. */
    Map<String, @Nullable Object> show(Prediction prediction) {
        boolean removed = prediction.isDataRemoved(clock.instant());
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", prediction.id());
        shown.put("model", prediction.model().id());
        shown.put("version", prediction.model().version());
        shown.put("input", removed ? JsonNodeFactory.instance.objectNode() : prediction.input());
        shown.put("output", removed ? null : prediction.output());
        shown.put("error", prediction.error());
        shown.put("logs", removed ? "" : prediction.logs());
        shown.put("status", prediction.status().wire());
        shown.put("created_at", text(prediction.createdAt()));
        shown.put("started_at", text(prediction.startedAt()));
        shown.put("completed_at", text(prediction.completedAt()));
        shown.put("data_removed", removed);
        shown.put("metrics", metrics(prediction));
        shown.put("urls", urls(prediction.id()));
        return shown;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static Map<String, Object> metrics(Prediction prediction) {
        Instant started = prediction.startedAt();
        Instant completed = prediction.completedAt();
        return started == null || completed == null
                ? Map.of()
                : Map.of(
                        "predict_time", seconds(started, completed),
                        "total_time", seconds(prediction.createdAt(), completed));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private Map<String, String> urls(String id) {
        return Map.of(
                "get", root + id,
                "cancel", root + id + "/cancel",
                "web", "https://replicate.com/p/" + id,
                "stream", "https://stream.replicate.com/v1/files/" + id);
    }
}
