package studio.atelier.generation.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import studio.atelier.generation.provider.ModelProperties.ConfiguredModel;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;

/** Models with defaults. */
public final class ModelFixtures {

    private ModelFixtures() {}

    /** One model, with a route over each of these providers. */
    public static ImageModelCatalogue modelsOn(String... providers) {
        List<ProviderModelRoute> routes = List.of(providers).stream()
                .map(provider -> new ProviderModelRoute(provider, "a-model", 0, Map.of()))
                .toList();
        return new ImageModelCatalogue(
                new ModelProperties(Map.of("a-model", new ConfiguredModel(Duration.ofSeconds(20), routes))));
    }
}
