package studio.atelier.auth.cache;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Builds keys in Redis, so that deployments that share one do not meet.
 *
 * @param prefix stands before every key of the deployment
 */
@ConfigurationProperties("atelier.redis")
public record AuthRedisKeyspace(@DefaultValue("atelier:") String prefix) {

    /** The key of something of a kind. */
    public String buildKey(String kind, String name) {
        return prefix + "auth:" + kind + ":" + name;
    }
}
