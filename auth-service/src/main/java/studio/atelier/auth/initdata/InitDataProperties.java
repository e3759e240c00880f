package studio.atelier.auth.initdata;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What initData is accepted.
 *
 * @param maxAge how long after Telegram wrote it; Telegram Desktop passes initData that is hours old
 * @param maxClockSkew how far in the future it may seem to be written
 * @param maxSize longest text that is read at all
 * @param maxUses how many logins one initData is good for; a client without a kept refresh token sends the same again
 *     at each opening
 */
@Validated
@ConfigurationProperties("atelier.auth.init-data")
public record InitDataProperties(
        @DefaultValue("24h") @NotNull Duration maxAge,
        @DefaultValue("60s") @NotNull Duration maxClockSkew,
        @DefaultValue("8KB") @NotNull DataSize maxSize,
        @DefaultValue("60") int maxUses) {

    /** Checks the bounds. */
    public InitDataProperties {
        if (!maxAge.isPositive() || maxClockSkew.isNegative() || maxUses < 1) {
            throw new IllegalArgumentException(
                    "atelier.auth.init-data: max-age and max-uses must be positive, max-clock-skew not negative");
        }
    }

    /** How long after now an initData accepted now could be accepted again, at most. */
    public Duration longestLife() {
        return maxAge.plus(maxClockSkew);
    }
}
