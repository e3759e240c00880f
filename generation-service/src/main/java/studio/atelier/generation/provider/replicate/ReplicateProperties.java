package studio.atelier.generation.provider.replicate;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of Replicate.
 *
 * @param enabled whether the provider exists
 * @param apiUrl of the API, with its version
 * @param apiKey the API token, sent as a bearer token
 * @param webhookSecret the account's signing secret, {@code whsec_…}; without one no webhooks are requested and
 *     predictions are only polled
 * @param callbackUrl where Replicate reaches us; {@code /webhooks/replicate} is appended
 * @param createTimeout for one call that creates a prediction
 * @param lookTimeout for one look at a prediction, whose output may contain the image
 * @param uploadTimeout for one upload of an input
 * @param signatureAge how old, or how far in the future, a webhook's timestamp may be
 * @param largestDataUri larger inputs are uploaded instead of being sent within the request
 * @param models by Replicate's name of the model: the format of its input; a model that is not listed takes a prompt,
 *     the parameters as they are, and no pictures
 */
@Validated
@ConditionalOnProperty("atelier.replicate.enabled")
@ConfigurationProperties("atelier.replicate")
public record ReplicateProperties(
        boolean enabled,

        @NotNull @DefaultValue("https://api.replicate.com/v1")
        URI apiUrl,

        @NotBlank(message = "is required by ATELIER_REPLICATE_ENABLED=true: set ATELIER_REPLICATE_API_KEY")
        String apiKey,

        @NotNull
        @DefaultValue("")
        @Pattern(
                regexp = "|whsec_[A-Za-z0-9+/]{22,}={0,2}",
                message = "is the secret of GET /webhooks/default/secret, whsec_…, or left empty")
        String webhookSecret,

        @NotNull URI callbackUrl,
        @NotNull @DefaultValue("30s") Duration createTimeout,
        @NotNull @DefaultValue("30s") Duration lookTimeout,
        @NotNull @DefaultValue("60s") Duration uploadTimeout,
        @NotNull @DefaultValue("5m") Duration signatureAge,
        @NotNull @DefaultValue("256KB") DataSize largestDataUri,
        @DefaultValue Map<String, @Valid ReplicateModelProperties> models) {

    private static final ReplicateModelProperties NO_PICTURES =
            new ReplicateModelProperties("", false, 0, Map.of(), Map.of());

    /** Copies the models. */
    public ReplicateProperties {
        models = Map.copyOf(models);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ReplicateProperties[apiUrl=" + apiUrl + "]";
    }

    boolean callsBack() {
        return !webhookSecret.isEmpty();
    }

    ReplicateModelProperties modelNamed(String model) {
        return models.getOrDefault(model, NO_PICTURES);
    }

    /**
     * The input format of one model.
     *
     * @param imageField name of the member with the inputs; empty if it takes none
     * @param imageList whether that member is a list
     * @param maxImages how many it takes
     * @param parameterNames the model's names of parameters, by ours; an empty name leaves the parameter out
     * @param input further members with their values, such as {@code output_format}; a parameter may replace them
     */
    public record ReplicateModelProperties(
            @DefaultValue("") String imageField,
            @DefaultValue("false") boolean imageList,
            @PositiveOrZero @DefaultValue("1") int maxImages,
            @DefaultValue Map<String, String> parameterNames,
            @DefaultValue Map<String, Object> input) {

        /** Copies the maps. */
        public ReplicateModelProperties {
            parameterNames = Map.copyOf(parameterNames);
            input = Map.copyOf(input);
        }
    }
}
