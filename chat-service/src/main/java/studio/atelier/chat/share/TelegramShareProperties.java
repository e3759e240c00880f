package studio.atelier.chat.share;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How pictures are shared.
 *
 * @param ticketKey signs what the generation service tells us of a picture; at least 32 characters, the same in both
 * @param telegramLink where the Mini App is opened in Telegram, {@code https://t.me/<bot>}: the button below a shared
 *     picture; there is none if it is empty
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

    /** Without the key. */
    @Override
    public String toString() {
        return "TelegramShareProperties[telegramLink=" + telegramLink + "]";
    }
}
