package studio.atelier.chat.telegram;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bot and the way to it.
 *
 * @param botToken token from BotFather; the bot is off without one
 * @param apiUrl where the Bot API is; {@code /bot<token>/<method>} is added
 * @param webhookSecret what Telegram shows with every update: 16 to 256 of letters, digits, {@code _} and {@code -}
 * @param publicUrl where people and Telegram reach the gateway
 * @param timeout how long one call may take, and a file until its first byte
 * @param fileTimeout how long a file may take until its last byte
 */
@ConfigurationProperties("atelier.telegram")
public record TelegramBotProperties(
        @DefaultValue("") String botToken,
        @DefaultValue("https://api.telegram.org") URI apiUrl,
        @DefaultValue("") String webhookSecret,
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("60s") Duration fileTimeout) {

    private static final Pattern TOKEN = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{4,128}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{16,256}");
    private static final String LIVE_API = "api.telegram.org";

    /** Checks what a bot needs, if there is one. */
    public TelegramBotProperties {
        if (!botToken.isEmpty() && !TOKEN.matcher(botToken).matches()) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_BOT_TOKEN does not look like 123456789:AbCdEf…");
        }
        if (!botToken.isEmpty() && !SECRET.matcher(webhookSecret).matches()) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -;"
                    + " make one with: openssl rand -hex 32");
        }
    }

    /** Whether there is a bot. */
    public boolean isEnabled() {
        return !botToken.isEmpty();
    }

    /** Whether buttons may open the Mini App in place: Telegram takes https only, its stand-ins take all. */
    public boolean opensMiniApp() {
        return "https".equals(publicUrl.getScheme()) || !LIVE_API.equals(apiUrl.getHost());
    }

    /** Where Telegram sends updates. */
    public String webhookUrl() {
        return publicUrl.resolve("/webhooks/telegram").toString();
    }

    @Override
    public String toString() {
        return "TelegramBotProperties[apiUrl=" + apiUrl + ", publicUrl=" + publicUrl + "]";
    }
}
