package studio.atelier.gateway.edge;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The gateway's outer edge.
 *
 * @param trustedProxies CIDR blocks whose {@code X-Forwarded-For} is trusted; empty if there is no proxy
 * @param frameAncestors origins that may frame the Mini App: Telegram's web clients, and the sandbox's page
 * @param allowedOrigins other origins that may call the API from a browser; usually none
 * @param bodyLimit the largest body of a request that is not an upload
 * @param uploadLimit the largest body of an upload: the photo and its multipart framing
 * @param bodyTimeout how long a client may take to send the body of a request that is not an upload
 * @param uploadTimeout how long a client may take to send an upload
 */
@Validated
@ConfigurationProperties("atelier.edge")
public record GatewayEdgeProperties(
        @DefaultValue @NotNull List<String> trustedProxies,
        @DefaultValue("https://web.telegram.org") @NotNull List<String> frameAncestors,
        @DefaultValue @NotNull List<String> allowedOrigins,
        @DefaultValue("256KB") @NotNull DataSize bodyLimit,
        @DefaultValue("6MB") @NotNull DataSize uploadLimit,
        @DefaultValue("10s") @NotNull Duration bodyTimeout,
        @DefaultValue("30s") @NotNull Duration uploadTimeout) {}
