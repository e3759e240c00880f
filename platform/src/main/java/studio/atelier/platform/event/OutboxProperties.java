package studio.atelier.platform.event;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The outbox.
 *
 * @param maxEventSize the largest event it takes, as JSON
 */
@Validated
@ConfigurationProperties("atelier.outbox")
record OutboxProperties(@NotNull @DefaultValue("64KB") DataSize maxEventSize) {}
