package studio.atelier.platform.redis;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the Redis connection.
 *
 * @param prefix prefix of every key and channel
 */
@Validated
@ConfigurationProperties("atelier.redis")
public record RedisProperties(
        @NotNull @DefaultValue("atelier:") String prefix) {

    /** Returns a key or channel with the prefix, so that deployments that share one Redis do not collide. */
    public String prefixName(String name) {
        return prefix + name;
    }
}
