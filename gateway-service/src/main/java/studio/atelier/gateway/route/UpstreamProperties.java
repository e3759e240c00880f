package studio.atelier.gateway.route;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The services behind the gateway.
 *
 * @param responseTimeout how long a service may take to begin its answer
 */
@Validated
@ConfigurationProperties("atelier.upstream")
public record UpstreamProperties(
        @NotNull URI auth,
        @NotNull URI billing,
        @NotNull URI generation,
        @NotNull URI chat,
        @DefaultValue("30s") @NotNull Duration responseTimeout) {}
