package studio.atelier.generation.provider.kie;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of kie.ai.
 *
 * @param apiUrl of the jobs API
 * @param uploadUrl of the file API, which is another host
 * @param apiKey sent as a bearer token to both
 * @param webhookKey the webhookHmacKey of kie's settings page; without one no callbacks are requested and tasks are
 *     only polled
 * @param callbackUrl where kie reaches us; {@code /webhooks/kie} is appended
 * @param createTimeout for one call that creates a task
 * @param lookTimeout for one look at a task
 * @param uploadTimeout for one upload of an input
 * @param signatureAge how old, or how far in the future, a callback's timestamp may be
 * @param lowCredit in kie's credits; operators are notified when there are fewer
 * @param models by kie's model id: the format of its input
 */
@Validated
@ConfigurationProperties("atelier.kie")
public record KieProperties(
        @NotNull @DefaultValue("https://api.kie.ai") URI apiUrl,

        @NotNull @DefaultValue("https://kieai.redpandaai.co")
        URI uploadUrl,

        @NotBlank String apiKey,
        @DefaultValue("") String webhookKey,
        @NotNull URI callbackUrl,
        @NotNull @DefaultValue("30s") Duration createTimeout,
        @NotNull @DefaultValue("10s") Duration lookTimeout,
        @NotNull @DefaultValue("30s") Duration uploadTimeout,
        @NotNull @DefaultValue("5m") Duration signatureAge,
        @NotNull @PositiveOrZero @DefaultValue("1000") BigDecimal lowCredit,
        @DefaultValue Map<String, @Valid KieModelProperties> models) {

    /** Copies the models. */
    public KieProperties {
        models = Map.copyOf(models);
    }

    @AssertTrue(message = "a webhook key has at least 16 characters, or is left empty")
    boolean isWebhookKeyEmptyOrStrong() {
        return webhookKey.isEmpty() || webhookKey.length() >= 16;
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "KieProperties[apiUrl=" + apiUrl + ", uploadUrl=" + uploadUrl + "]";
    }

    boolean callsBack() {
        return !webhookKey.isEmpty();
    }

    /**
     * The input format of one model.
     *
     * @param imageField name of the member with the addresses of the inputs; empty if it takes none
     * @param maxImages how many it takes
     * @param maxPromptLength in characters
     * @param input the further members it knows, such as {@code output_format}, with the values they have unless the
     *     request or its route says otherwise; other parameters are not sent
     */
    public record KieModelProperties(
            @DefaultValue("") String imageField,
            @PositiveOrZero @DefaultValue("0") int maxImages,
            @Positive @DefaultValue("5000") int maxPromptLength,
            @DefaultValue Map<String, String> input) {

        /** Copies the input. */
        public KieModelProperties {
            input = Map.copyOf(input);
        }
    }
}
