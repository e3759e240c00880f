package studio.atelier.generation.provider;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Downloads from addresses that others name, and what providers send.
 *
 * @param trustedHosts {@code host:port} pairs that may be private addresses and plain HTTP; for the sandbox, empty in
 *     production
 * @param maxSize of a picture file, downloaded or within a provider's answer; anything larger is cut off and rejected
 * @param timeout for a whole download
 * @param maxRedirects followed, each checked like the first address
 */
@Validated
@ConfigurationProperties("atelier.fetch")
public record FetchProperties(
        @DefaultValue Set<String> trustedHosts,
        @NotNull @DefaultValue("30MB") DataSize maxSize,
        @NotNull @DefaultValue("60s") Duration timeout,
        @Min(0) @Max(10) @DefaultValue("3") int maxRedirects) {

    /** Copies the hosts. */
    public FetchProperties {
        trustedHosts = Set.copyOf(trustedHosts);
    }
}
