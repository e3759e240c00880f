package studio.atelier.gateway.app;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Mini App's files.
 *
 * @param location where the built app lies: on the class path as a rule
 * @param telegramLink where the app is opened in Telegram: {@code https://t.me/<bot>}; shown to whoever opens it
 *     elsewhere
 */
@Validated
@ConfigurationProperties("atelier.app")
public record AppProperties(
        @DefaultValue("classpath:/webapp/") @NotBlank String location,
        @Nullable URI telegramLink) {}
