package studio.atelier.generation.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model of the catalogue.
 *
 * @param names by language code
 * @param descriptions by language code
 * @param price units an image costs, before what its parameters add
 * @param extraPrice units that are added, by parameter and its value
 * @param inputSchema JSON Schema 2020-12 of its parameters; never changed
 * @param hints by parameter and language code, where the hint that all models share does not fit
 * @param routes in the order they are tried
 * @param release what the release says of price and routes, which an operator may have replaced
 * @param typicalDuration how long an image takes, until we have measured it
 * @param enabled whether it is offered
 */
public record CatalogueModel(
        String id,
        ModelKind kind,
        Map<String, String> names,
        Map<String, String> descriptions,
        @Nullable String sampleUrl,
        long price,
        PriceUnit priceUnit,
        Map<String, Map<String, Long>> extraPrice,
        ObjectNode inputSchema,
        Map<String, Map<String, String>> hints,
        List<ProviderModelRoute> routes,
        ReleasedModelDefaults release,
        Duration typicalDuration,
        boolean enabled) {

    /** The format of a parameter that is an upload or an image of the caller, by its id. */
    static final String IMAGE_FORMAT = "atelier-image";

    /** Copies the collections. */
    public CatalogueModel {
        names = Map.copyOf(names);
        descriptions = Map.copyOf(descriptions);
        extraPrice = Map.copyOf(extraPrice);
        hints = Map.copyOf(hints);
        routes = List.copyOf(routes);
    }

    /** What the release says of a model. */
    public record ReleasedModelDefaults(long price, List<ProviderModelRoute> routes) {

        /** Copies the routes. */
        public ReleasedModelDefaults {
            routes = List.copyOf(routes);
        }
    }

    /** What a model makes its image from. */
    public enum ModelKind {
        TEXT_TO_IMAGE,
        EDIT
    }

    /** What an image with these parameters costs, in units. */
    long priceOf(JsonNode parameters) {
        return price
                + extraPrice.entrySet().stream()
                        .mapToLong(extra -> extra.getValue()
                                .getOrDefault(parameters.path(extra.getKey()).asString(""), 0L))
                        .sum();
    }

    /** Whether a parameter of this schema is an image, or a list of images. */
    static boolean isImage(JsonNode schema) {
        return IMAGE_FORMAT.equals(schema.path("format").asString(""))
                || IMAGE_FORMAT.equals(schema.path("items").path("format").asString(""));
    }
}
