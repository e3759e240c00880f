package studio.atelier.chat.bot;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the bot speaks.
 *
 * @param zone the zone of the dates it names; the one in which quotas renew
 */
@ConfigurationProperties("atelier.chat.bot")
public record BotTextProperties(
        @DefaultValue("Europe/Moscow") ZoneId zone) {}
