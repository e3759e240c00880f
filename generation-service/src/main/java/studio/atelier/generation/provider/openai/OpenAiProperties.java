package studio.atelier.generation.provider.openai;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of OpenAI's image API.
 *
 * @param enabled whether the provider exists
 * @param apiUrl of the API, with its version
 * @param apiKey sent as a bearer token
 * @param timeout for one call; an image takes up to two minutes
 */
@Validated
@ConditionalOnProperty("atelier.openai.enabled")
@ConfigurationProperties("atelier.openai")
public record OpenAiProperties(
        boolean enabled,

        @NotNull @DefaultValue("https://api.openai.com/v1") URI apiUrl,

        @NotBlank(message = "is required by ATELIER_OPENAI_ENABLED=true: set ATELIER_OPENAI_API_KEY")
        String apiKey,

        @NotNull @DefaultValue("200s") Duration timeout) {

    /** Without the key. */
    @Override
    public String toString() {
        return "OpenAiProperties[apiUrl=" + apiUrl + "]";
    }
}
