package studio.atelier.sandbox;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the sandbox.
 *
 * @param url address of the sandbox for Atelier and a browser; image links start with it
 * @param publicUrl address of Atelier's gateway for the sandbox and a browser; the Mini App is at its root
 * @param telegram the stand-in for Telegram
 * @param kie the stand-in for kie.ai
 * @param openai the stand-in for OpenAI's images
 * @param pollinations the stand-in for Pollinations
 * @param venice the stand-in for Venice
 * @param a1111 the stand-in for a Stable Diffusion WebUI
 * @param replicate the stand-in for Replicate
 * @param files limits of the stored files
 */
@Validated
@ConfigurationProperties("atelier.sandbox")
public record SandboxProperties(
        @NotNull URI url,
        @NotNull URI publicUrl,
        @Valid @NotNull Telegram telegram,
        @Valid @NotNull Kie kie,
        @DefaultValue Keyed openai,
        @DefaultValue Keyed pollinations,
        @DefaultValue Keyed venice,
        @DefaultValue A1111 a1111,
        @DefaultValue Replicate replicate,
        @Valid @DefaultValue Files files) {

    /**
     * Settings of the stand-in for Telegram.
     *
     * @param botToken the token Atelier's bot uses; initData is signed with it
     * @param botUsername name of the bot without the {@code @}
     * @param adminIds Telegram ids of Atelier's operators; the first is the operator among the test users
     * @param firstBackoff wait before the second delivery attempt of an update; doubles with each failure
     * @param maxBackoff longest wait between two attempts
     */
    public record Telegram(
            @NotBlank(message = "set ATELIER_TELEGRAM_BOT_TOKEN to the token that Atelier uses")
            @Pattern(
                    regexp = "\\d+:[A-Za-z0-9_-]+",
                    message = "ATELIER_TELEGRAM_BOT_TOKEN must look like <bot id>:<secret>")
            String botToken,

            @DefaultValue("atelier_sandbox_bot") String botUsername,
            @DefaultValue List<Long> adminIds,
            @DefaultValue("500ms") Duration firstBackoff,
            @DefaultValue("60s") Duration maxBackoff) {

        /** The bot's own id: the part of the token before the colon. */
        public long botId() {
            return Long.parseLong(botToken.substring(0, botToken.indexOf(':')));
        }
    }

    /**
     * Settings of the stand-in for kie.ai.
     *
     * @param apiKey the key that callers must present
     * @param webhookKey key that callbacks are signed with; empty means that callbacks are not signed
     * @param initialCredits credits on the account at the start and after a reset
     * @param maxTasks most tasks kept; beyond it the oldest is deleted
     */
    public record Kie(
            @NotBlank(message = "set ATELIER_KIE_API_KEY to the key that Atelier uses")
            String apiKey,

            @DefaultValue("") String webhookKey,
            @DefaultValue("1000000") long initialCredits,
            @DefaultValue("20000") int maxTasks) {}

    /**
     * Settings of a stand-in whose callers present a key.
     *
     * @param apiKey the key that callers must present; empty means that any key is accepted
     */
    public record Keyed(@DefaultValue("") String apiKey) {}

    /**
     * Settings of the stand-in for Replicate.
     *
     * @param apiKey the key that callers must present; empty means that any key is accepted
     * @param webhookSecret {@code whsec_…}, that webhooks are signed with; empty means one that follows from the key
     */
    public record Replicate(
            @DefaultValue("") String apiKey,
            @DefaultValue("") String webhookSecret) {}

    /**
     * Settings of the stand-in for a Stable Diffusion WebUI.
     *
     * @param auth {@code user:password} that callers must present by HTTP Basic; empty means that nothing is required
     */
    public record A1111(@DefaultValue("") String auth) {}

    /**
     * Limits of the stored files; beyond either one the oldest are deleted.
     *
     * @param maxCount most files kept
     * @param maxTotal most bytes kept
     */
    public record Files(
            @DefaultValue("5000") int maxCount,
            @DefaultValue("600MB") DataSize maxTotal) {}
}
