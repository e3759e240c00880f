package studio.atelier.generation.provider;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Models beside those of the catalogue, which no client can choose.
 *
 * @param models by our own names; one of a name in the catalogue replaces its routes
 */
@Validated
@ConfigurationProperties("atelier.generation")
public record ModelProperties(@DefaultValue Map<String, @Valid ConfiguredModel> models) {

    /** Copies the models. */
    public ModelProperties {
        models = Map.copyOf(models);
    }

    /**
     * A model.
     *
     * @param typicalDuration how long an image takes, until we have measured it
     * @param routes the model's routes, in the order they are tried
     */
    public record ConfiguredModel(
            @NotNull @DefaultValue("20s") Duration typicalDuration,
            @NotEmpty List<@Valid ProviderModelRoute> routes) {

        /** Copies the routes. */
        public ConfiguredModel {
            routes = List.copyOf(routes);
        }
    }

    /**
     * A provider that makes a model's images.
     *
     * @param provider name of the provider, which is also its queue
     * @param model the provider's name of the model
     * @param costMicroUsd what an image costs us, in millionths of a US dollar, before what its parameters add
     * @param extraCostMicroUsd what is added, by parameter and its value; negative where it costs less
     * @param parameters sent along as they are; the provider defines what is allowed
     */
    public record ProviderModelRoute(
            @NotBlank String provider,
            @NotBlank String model,
            @PositiveOrZero @DefaultValue("0") long costMicroUsd,
            @DefaultValue Map<String, Map<String, Long>> extraCostMicroUsd,
            @DefaultValue Map<String, Object> parameters) {

        /** Copies the maps. */
        public ProviderModelRoute {
            extraCostMicroUsd = Map.copyOf(extraCostMicroUsd);
            parameters = Map.copyOf(parameters);
        }

        /** The parameters to send: those that were chosen take precedence over the route's own. */
        public Map<String, Object> mergeParameters(Map<String, Object> chosen) {
            Map<String, Object> merged = new HashMap<>(parameters);
            merged.putAll(chosen);
            return merged;
        }

        /** This route at what an image with the chosen parameters costs, which adds nothing any more. */
        public ProviderModelRoute withCostOf(Map<String, Object> chosen) {
            Map<String, Object> sent = mergeParameters(chosen);
            long extra = extraCostMicroUsd.entrySet().stream()
                    .mapToLong(added -> added.getValue().getOrDefault(String.valueOf(sent.get(added.getKey())), 0L))
                    .sum();
            return new ProviderModelRoute(provider, model, Math.max(0, costMicroUsd + extra), Map.of(), parameters);
        }
    }
}
