package studio.atelier.gateway.realtime;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The part of the Redis settings that names channels.
 *
 * @param prefix put before every key and channel
 */
@Validated
@ConfigurationProperties("atelier.redis")
record RedisPrefixProperties(
        @DefaultValue("atelier:") @NotNull String prefix) {}
