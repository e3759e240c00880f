package studio.atelier.generation.provider.pollinations;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of Pollinations.
 *
 * @param enabled whether the provider exists
 * @param apiUrl of the API
 * @param apiKey the secret key of a server, {@code sk_…}
 * @param timeout for one call; a call without an answer is repeated twice
 * @param safe which content Pollinations refuses: a list of {@code privacy}, {@code secrets}, {@code sexual},
 *     {@code violence} and {@code shield}; empty for none
 * @param noticeHashes SHA-256, in lower-case hex, of pictures that are sent instead of an error
 */
@Validated
@ConditionalOnProperty("atelier.pollinations.enabled")
@ConfigurationProperties("atelier.pollinations")
public record PollinationsProperties(
        boolean enabled,

        @NotNull @DefaultValue("https://gen.pollinations.ai")
        URI apiUrl,

        @NotBlank(message = "is required by ATELIER_POLLINATIONS_ENABLED=true: set ATELIER_POLLINATIONS_API_KEY")
        String apiKey,

        @NotNull @DefaultValue("120s") Duration timeout,
        @NotNull @DefaultValue("") String safe,
        @DefaultValue Set<@Pattern(regexp = "[0-9a-f]{64}") String> noticeHashes) {

    /** Copies the hashes. */
    public PollinationsProperties {
        noticeHashes = Set.copyOf(noticeHashes);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PollinationsProperties[apiUrl=" + apiUrl + "]";
    }
}
