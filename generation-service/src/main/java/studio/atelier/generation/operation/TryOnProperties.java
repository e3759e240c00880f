package studio.atelier.generation.operation;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the operation {@code try-on}.
 *
 * @param price actions an image costs
 * @param model id of the model that makes it, which takes two pictures
 * @param promptVersion raised with every change of a prompt, and stored with each job
 * @param prompts the prompt of each category, in English; the first input is the person, the second the item
 */
@Validated
@ConfigurationProperties("atelier.generation.try-on")
public record TryOnProperties(
        @Positive @DefaultValue("2") long price,
        @NotBlank @DefaultValue("nano-banana-2") String model,
        @NotBlank String promptVersion,
        @NotEmpty Map<String, String> prompts) {

    /** Copies the prompts. */
    public TryOnProperties {
        prompts = Map.copyOf(prompts);
    }

    @AssertTrue(message = "every category has a prompt, and no other has one")
    boolean isComplete() {
        return Arrays.stream(TryOnItemCategory.values())
                        .map(TryOnItemCategory::wireName)
                        .allMatch(prompts::containsKey)
                && prompts.size() == TryOnItemCategory.values().length;
    }

    String promptFor(TryOnItemCategory category) {
        return Objects.requireNonNull(prompts.get(category.wireName()), category.wireName());
    }
}
