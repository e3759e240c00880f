package studio.atelier.generation.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The configured models and their routes. */
@Component
public class ImageModelCatalogue {

    private final ModelProperties properties;

    ImageModelCatalogue(ModelProperties properties) {
        this.properties = properties;
    }

    /**
     * The route with this number; the first has number 0. Empty past the last one, or if the model is no longer
     * configured.
     */
    public Optional<ModelProperties.ProviderModelRoute> findRoute(String model, int number) {
        ModelProperties.ConfiguredModel found = properties.models().get(model);
        return found == null || number >= found.routes().size()
                ? Optional.empty()
                : Optional.of(found.routes().get(number));
    }

    /** The route every job of the model starts with. */
    public ModelProperties.ProviderModelRoute firstRoute(String model) {
        return findRoute(model, 0).orElseThrow(() -> new IllegalStateException("No model named " + model));
    }

    /** The queue in which every job of a model starts, by model. */
    public Map<String, String> firstQueues() {
        return properties.models().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        model -> model, model -> firstRoute(model).provider()));
    }

    /** Every route of every model. */
    public Stream<NumberedModelRoute> listRoutes() {
        return properties.models().entrySet().stream()
                .flatMap(model -> numberRoutes(model.getKey(), model.getValue().routes()));
    }

    private static Stream<NumberedModelRoute> numberRoutes(
            String model, List<ModelProperties.ProviderModelRoute> routes) {
        return IntStream.range(0, routes.size())
                .mapToObj(number -> new NumberedModelRoute(model, number, routes.get(number)));
    }

    /** How long an image takes, by the configuration. */
    public Duration typicalDuration(String model) {
        return Objects.requireNonNull(properties.models().get(model), model).typicalDuration();
    }

    /** Every provider that some route names. */
    public Set<String> listProviders() {
        Set<String> names = new TreeSet<>();
        properties.models().values().forEach(model -> model.routes().forEach(route -> names.add(route.provider())));
        return names;
    }

    /**
     * A route of a model.
     *
     * @param number 0 for the model's first
     */
    public record NumberedModelRoute(String model, int number, ModelProperties.ProviderModelRoute route) {}
}
