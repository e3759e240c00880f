package studio.atelier.generation.operation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the operation {@code edit}.
 *
 * @param price actions an image costs
 * @param model id of the model that makes it, which takes one picture
 * @param promptVersion raised with every change of the prompt, and stored with each job
 * @param variationPrompt asks for another picture of the same, in English
 */
@Validated
@ConfigurationProperties("atelier.generation.edit")
public record EditProperties(
        @Positive @DefaultValue("1") long price,
        @NotBlank @DefaultValue("nano-banana-2") String model,
        @NotBlank String promptVersion,
        @NotBlank String variationPrompt) {}
