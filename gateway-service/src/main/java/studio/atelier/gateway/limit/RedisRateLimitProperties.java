package studio.atelier.gateway.limit;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The address of Redis; the same settings that the platform's own connection reads.
 *
 * @param url such as {@code redis://127.0.0.1:6379}
 * @param prefix put before every key
 */
@Validated
@ConfigurationProperties("atelier.redis")
record RedisRateLimitProperties(
        @NotBlank String url,
        @DefaultValue("atelier:") @NotNull String prefix) {}
