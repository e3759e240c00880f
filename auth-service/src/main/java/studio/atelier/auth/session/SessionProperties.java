package studio.atelier.auth.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits on sessions.
 *
 * @param maxIdle how long a session lives without a refresh
 * @param maxLife how long a session lives however often it is refreshed
 * @param repeatWindow how long after a rotation the previous token is still accepted: the response may have been lost
 * @param maxPerUser maximum number of open sessions per user; a new one ends the least recently used one
 * @param daysToKeep how many days ended sessions and their marks are kept
 * @param cleanUpEvery interval between two clean-ups
 */
@ConfigurationProperties("atelier.auth.session")
record SessionProperties(
        @DefaultValue("30d") Duration maxIdle,
        @DefaultValue("180d") Duration maxLife,
        @DefaultValue("60s") Duration repeatWindow,
        @DefaultValue("20") int maxPerUser,
        @DefaultValue("7") int daysToKeep,
        @DefaultValue("6h") Duration cleanUpEvery) {

    SessionProperties {
        if (!maxIdle.isPositive() || maxLife.compareTo(maxIdle) < 0) {
            throw new IllegalArgumentException(
                    "atelier.auth.session: max-idle must be positive and max-life not shorter than it");
        }
        if (repeatWindow.isNegative() || maxPerUser < 1 || daysToKeep < 0 || !cleanUpEvery.isPositive()) {
            throw new IllegalArgumentException("atelier.auth.session: max-per-user and clean-up-every must be positive,"
                    + " repeat-window and days-to-keep not negative");
        }
    }

    Duration retentionPeriod() {
        return Duration.ofDays(daysToKeep);
    }
}
