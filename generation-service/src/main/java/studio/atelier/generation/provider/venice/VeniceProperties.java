package studio.atelier.generation.provider.venice;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of Venice's image API.
 *
 * @param enabled whether the provider exists
 * @param apiUrl of the API, with its version
 * @param apiKey sent as a bearer token
 * @param timeout for one call
 * @param safeMode whether Venice blurs adult content; a blurred image counts as a refusal
 * @param lowCredit in the currency that Venice takes first; operators are notified when there is less
 * @param modelsByResolution models that are sent {@code aspect_ratio} and {@code resolution} instead of a size in
 *     pixels
 */
@Validated
@ConditionalOnProperty("atelier.venice.enabled")
@ConfigurationProperties("atelier.venice")
public record VeniceProperties(
        boolean enabled,

        @NotNull @DefaultValue("https://api.venice.ai/api/v1")
        URI apiUrl,

        @NotBlank(message = "is required by ATELIER_VENICE_ENABLED=true: set ATELIER_VENICE_API_KEY")
        String apiKey,

        @NotNull @DefaultValue("120s") Duration timeout,
        @DefaultValue("true") boolean safeMode,
        @NotNull @PositiveOrZero @DefaultValue("5") BigDecimal lowCredit,
        @DefaultValue Set<String> modelsByResolution) {

    /** Copies the models. */
    public VeniceProperties {
        modelsByResolution = Set.copyOf(modelsByResolution);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "VeniceProperties[apiUrl=" + apiUrl + "]";
    }
}
