package studio.atelier.generation.provider;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
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
     * @param costMicroUsd what an image costs us, in millionths of a US dollar
     * @param parameters sent along as they are; the provider defines what is allowed
     */
    public record ProviderModelRoute(
            @NotBlank String provider,
            @NotBlank String model,
            @PositiveOrZero @DefaultValue("0") long costMicroUsd,
            @DefaultValue Map<String, Object> parameters) {

        /** Copies the parameters. */
        public ProviderModelRoute {
            parameters = Map.copyOf(parameters);
        }
    }
}
