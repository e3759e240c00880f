package studio.atelier.generation.provider.a1111;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of a Stable Diffusion WebUI.
 *
 * @param enabled whether the provider exists
 * @param apiUrl of the WebUI, started with {@code --api}
 * @param auth {@code user:password} of {@code --api-auth}; empty if it was started without
 * @param timeout for one call, which waits for those before it; minutes on slow GPUs
 * @param usualSide the longer side of an image without a resolution, in pixels: 1024 for models like Stable Diffusion
 *     XL, 512 for 1.5
 * @param sampler name of the sampler; empty for the WebUI's default
 * @param scheduler name of the scheduler; empty for the WebUI's default
 */
@Validated
@ConditionalOnProperty("atelier.a1111.enabled")
@ConfigurationProperties("atelier.a1111")
public record A1111Properties(
        boolean enabled,

        @NotNull @DefaultValue("http://127.0.0.1:7860") URI apiUrl,

        @NotNull @DefaultValue("") @Pattern(regexp = "|[^:]+:.*", message = "is user:password, or left empty")
        String auth,

        @NotNull @DefaultValue("10m") Duration timeout,
        @Min(256) @Max(2048) @DefaultValue("1024") int usualSide,
        @NotNull @DefaultValue("") String sampler,
        @NotNull @DefaultValue("") String scheduler) {

    /** Without the password. */
    @Override
    public String toString() {
        return "A1111Properties[apiUrl=" + apiUrl + "]";
    }
}
