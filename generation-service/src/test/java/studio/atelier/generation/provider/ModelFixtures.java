package studio.atelier.generation.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import studio.atelier.generation.provider.ModelProperties.Model;
import studio.atelier.generation.provider.ModelProperties.Route;

/** Models with defaults. */
public final class ModelFixtures {

    private ModelFixtures() {}

    /** One model, with a route over each of these providers. */
    public static Models modelsOn(String... providers) {
        List<Route> routes = List.of(providers).stream()
                .map(provider -> new Route(provider, "a-model", 0, Map.of()))
                .toList();
        return new Models(new ModelProperties(Map.of("a-model", new Model(Duration.ofSeconds(20), routes))));
    }
}
