package studio.atelier.chat.bot;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for the bot's texts.
 *
 * @param zone time zone of the dates in the texts; the one in which quotas renew
 */
@ConfigurationProperties("atelier.chat.bot")
public record BotTextProperties(
        @DefaultValue("Europe/Moscow") ZoneId zone) {}
