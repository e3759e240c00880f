package studio.atelier.generation.operation;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Words of the content policy: regular expressions of whole words in lower case.
 *
 * @param minors words for people under age; ages below 18 count as well
 * @param sexual words for sexual content
 */
@Validated
@ConfigurationProperties("atelier.generation.content-policy")
public record ContentPolicyProperties(
        @NotEmpty List<String> minors, @NotEmpty List<String> sexual) {

    /** Copies the lists. */
    public ContentPolicyProperties {
        minors = List.copyOf(minors);
        sexual = List.copyOf(sexual);
    }
}
