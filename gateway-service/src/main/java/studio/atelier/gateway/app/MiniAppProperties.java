package studio.atelier.gateway.app;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Mini App's files.
 *
 * @param location where the built app is, usually on the class path
 * @param telegramLink where the app is opened in Telegram: {@code https://t.me/<bot>}; shown to users who open it
 *     elsewhere; empty if there is none
 */
@Validated
@ConfigurationProperties("atelier.app")
public record MiniAppProperties(
        @DefaultValue("classpath:/webapp/") @NotBlank String location,

        @Pattern(
                regexp = "(https?://[^\\s/]+\\S*)?",
                message = "must be an address such as https://t.me/the_bot, or empty")
        @DefaultValue("")
        String telegramLink) {}
