package studio.atelier.billing.ledger;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the ledger.
 *
 * @param zone where a calendar month begins
 * @param freeActions free actions per user and month; 0 for none
 */
@Validated
@ConfigurationProperties("atelier.billing")
public record LedgerProperties(
        @NotNull @DefaultValue("Europe/Moscow") ZoneId zone,
        @PositiveOrZero @DefaultValue("10") long freeActions) {}
