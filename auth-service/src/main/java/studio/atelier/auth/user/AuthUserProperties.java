package studio.atelier.auth.user;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operators of this deployment.
 *
 * @param adminIds Telegram ids of the operators
 */
@ConfigurationProperties("atelier.auth.user")
record AuthUserProperties(@DefaultValue Set<Long> adminIds) {

    AuthUserProperties {
        adminIds = Set.copyOf(adminIds);
    }
}
