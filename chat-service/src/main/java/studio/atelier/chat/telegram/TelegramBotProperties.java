package studio.atelier.chat.telegram;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the bot and of its connection to Telegram.
 *
 * @param botToken token from BotFather; the bot is off without one
 * @param apiUrl base URL of the Bot API; {@code /bot<token>/<method>} is appended
 * @param webhookSecret sent by Telegram with every update: 16 to 256 of letters, digits, {@code _} and {@code -}
 * @param publicUrl where users and Telegram reach the gateway
 * @param timeout limit for one call, and for a file until its first byte
 * @param fileTimeout limit for a file until its last byte
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

    /** Checks the settings that a bot requires, if there is one. */
    public TelegramBotProperties {
        if (!botToken.isEmpty() && !TOKEN.matcher(botToken).matches()) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_BOT_TOKEN does not look like 123456789:AbCdEf…");
        }
        if (!botToken.isEmpty() && !SECRET.matcher(webhookSecret).matches()) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -;"
                    + " make one with: openssl rand -hex 32");
        }
    }

    /** Whether the bot is on. */
    public boolean isEnabled() {
        return !botToken.isEmpty();
    }

    /** Whether buttons may open the Mini App in place: Telegram accepts https only, its stand-ins accept all. */
    public boolean opensMiniApp() {
        return "https".equals(publicUrl.getScheme()) || !LIVE_API.equals(apiUrl.getHost());
    }

    /** The URL to which Telegram sends updates. */
    public String webhookUrl() {
        return publicUrl.resolve("/webhooks/telegram").toString();
    }

    @Override
    public String toString() {
        return "TelegramBotProperties[apiUrl=" + apiUrl + ", publicUrl=" + publicUrl + "]";
    }
}
