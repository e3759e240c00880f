package studio.atelier.platform.outbox;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the outbox.
 *
 * @param maxEventSize the largest event accepted, as JSON
 * @param lease how long the shards of a dead process stay leased; renewed after three tenths of it
 */
@Validated
@ConfigurationProperties("atelier.outbox")
record OutboxProperties(
        @NotNull @DefaultValue("64KB") DataSize maxEventSize,

        @NotNull @DurationMin(seconds = 1) @DefaultValue("10s")
        Duration lease) {

    Duration betweenRenewals() {
        return lease.multipliedBy(3).dividedBy(10);
    }
}
