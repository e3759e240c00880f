package studio.atelier.auth.cache;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Builds Redis keys, so that deployments that share one Redis do not collide.
 *
 * @param prefix prepended to every key of the deployment
 */
@ConfigurationProperties("atelier.redis")
public record AuthRedisKeyspace(@DefaultValue("atelier:") String prefix) {

    /** Builds the key of a name within a kind. */
    public String buildKey(String kind, String name) {
        return prefix + "auth:" + kind + ":" + name;
    }
}
