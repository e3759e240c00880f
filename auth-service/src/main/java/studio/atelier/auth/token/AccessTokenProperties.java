package studio.atelier.auth.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Claims and lifetime of access tokens.
 *
 * @param lifetime how long a token is valid, between a minute and an hour
 * @param issuer the {@code iss} claim
 * @param audience the {@code aud} claim
 */
@ConfigurationProperties("atelier.auth.access-token")
record AccessTokenProperties(
        @DefaultValue("15m") Duration lifetime,
        @DefaultValue("atelier") String issuer,
        @DefaultValue("atelier") String audience) {

    AccessTokenProperties {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("atelier.auth.access-token.lifetime must be between 1m and 1h");
        }
    }
}
