package studio.atelier.auth.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How sessions live.
 *
 * @param maxIdle how long a session lives without a refresh
 * @param maxLife how long a session lives however often it is refreshed
 * @param repeatWindow how long after a rotation the token before is still answered: the answer may have been lost
 * @param maxPerUser how many sessions a person may have; the one used longest ago makes room
 * @param daysToKeep how many days ended sessions and their marks are kept
 * @param cleanUpEvery how often the clean-up runs
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
