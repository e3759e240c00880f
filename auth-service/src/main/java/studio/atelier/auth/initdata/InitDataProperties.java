package studio.atelier.auth.initdata;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits on the initData that is accepted.
 *
 * @param maxAge maximum age; Telegram Desktop passes initData that is hours old
 * @param maxClockSkew how far in the future its time of signing may be
 * @param maxSize maximum length of the text
 * @param maxUses maximum number of logins per initData; a client without a stored refresh token sends the same initData
 *     each time it is opened
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

    /** The longest time from now for which initData accepted now may be accepted again. */
    public Duration longestLife() {
        return maxAge.plus(maxClockSkew);
    }
}
