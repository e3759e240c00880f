package studio.atelier.chat.share;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for sharing images.
 *
 * @param ticketKey key of the generation service's signature on tickets; at least 32 characters, the same in both
 * @param telegramLink where the Mini App opens in Telegram, {@code https://t.me/<bot>}: target of the button below a
 *     shared image; no button if it is empty
 */
@Validated
@ConfigurationProperties("atelier.share")
record TelegramShareProperties(
        String ticketKey,

        @Pattern(
                regexp = "(https?://[^\\s/]+\\S*)?",
                message = "must be an address such as https://t.me/the_bot, or empty")
        @DefaultValue("")
        String telegramLink) {

    /** Omits the key. */
    @Override
    public String toString() {
        return "TelegramShareProperties[telegramLink=" + telegramLink + "]";
    }
}
