package studio.atelier.generation.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.generation.provider.ModelProperties.ConfiguredModel;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Models with defaults. */
public final class ModelFixtures {

    private ModelFixtures() {}

    /** A model, with a route over each of these providers. */
    public static ImageModels modelOn(String model, String... providers) {
        return modelOn(model, Map.of(), providers);
    }

    /** A model, with a route over each of these providers, which sends these parameters. */
    public static ImageModels modelOn(String model, Map<String, Object> parameters, String... providers) {
        List<ProviderModelRoute> routes = Stream.of(providers)
                .map(provider -> new ProviderModelRoute(provider, "a-model", 0, Map.of(), parameters))
                .toList();
        return new ImageModels(
                List.of(),
                Map.of(model, new ConfiguredModel(Duration.ofSeconds(20), routes)),
                provider -> true,
                Set.of());
    }

    /** A model with a parameter of every kind. */
    static CatalogueModel paintingModel() {
        return new CatalogueModel(
                "painting",
                CatalogueModel.ModelKind.TEXT_TO_IMAGE,
                Map.of("en", "Painting", "ru", "Живопись"),
                Map.of("en", "Paints."),
                null,
                2,
                PriceUnit.ACTIONS,
                Map.of("resolution", Map.of("2K", 1L, "4K", 2L)),
                (ObjectNode) JsonMapper.builder().build().readTree("""
                        {
                          "type": "object",
                          "required": ["prompt"],
                          "additionalProperties": false,
                          "properties": {
                            "prompt": {"type": "string", "minLength": 1, "maxLength": 12},
                            "images": {
                              "type": "array",
                              "items": {"type": "string", "format": "atelier-image"},
                              "maxItems": 2
                            },
                            "resolution": {"type": "string", "enum": ["1K", "2K", "4K"], "default": "1K"},
                            "steps": {"type": "integer", "minimum": 10, "maximum": 60, "default": 30},
                            "tone": {"type": "string", "description": "The tone of the colours."}
                          }
                        }
                        """),
                Map.of("steps", Map.of("en", "How many strokes.", "ru", "Сколько мазков.")),
                List.of(new ProviderModelRoute("kie", "painting-1", 0, Map.of(), Map.of())),
                new CatalogueModel.ReleasedModelDefaults(2, List.of()),
                Duration.ofSeconds(20),
                true);
    }
}
