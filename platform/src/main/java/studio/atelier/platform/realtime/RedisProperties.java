package studio.atelier.platform.realtime;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service meets Redis.
 *
 * @param prefix put before every key and channel
 */
@Validated
@ConfigurationProperties("atelier.redis")
record RedisProperties(@NotNull @DefaultValue("atelier:") String prefix) {}
