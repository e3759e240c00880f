package studio.atelier.auth.initdata;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The bot whose Mini App users log in from. With the bot's token initData is verified by HMAC; without it, by
 * Telegram's signature, which needs only the bot's id.
 *
 * @param botToken token from BotFather; empty if it is not available
 * @param botId the number before the colon of the token; needed only without a token
 * @param publicKey Telegram's Ed25519 key, 32 bytes in hex; defaults to the key of the production environment
 */
@ConfigurationProperties("atelier.telegram")
record TelegramLoginProperties(
        @DefaultValue("") String botToken,
        @Nullable Long botId,
        @DefaultValue(PRODUCTION_KEY) String publicKey) {

    private static final String PRODUCTION_KEY = "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d";
    private static final Pattern TOKEN = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{4,128}");

    TelegramLoginProperties {
        if (botToken.isEmpty() && botId == null) {
            throw new IllegalArgumentException(
                    "Logins cannot be verified: set ATELIER_TELEGRAM_BOT_TOKEN (from BotFather) or, if the token is not"
                            + " available, ATELIER_TELEGRAM_BOT_ID");
        }
        if (!botToken.isEmpty() && !TOKEN.matcher(botToken).matches()) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_BOT_TOKEN does not look like 123456789:AbCdEf…");
        }
        if (HexFormat.of().parseHex(publicKey).length != 32) {
            throw new IllegalArgumentException("ATELIER_TELEGRAM_PUBLIC_KEY must be 32 bytes in hex");
        }
    }

    @Override
    public String toString() {
        return "TelegramLoginProperties[botId=" + botId + "]";
    }
}
