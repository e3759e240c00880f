package studio.atelier.generation.link;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * How signed links are created.
 *
 * @param key signs links; any long random text
 * @param previousKey still verifies links signed with it, for an hour after a key rotation; empty for none
 * @param publicUrl the public address of the gateway
 */
@Validated
@ConfigurationProperties("atelier.link")
record SignedLinkProperties(
        @NotBlank String key,
        @Nullable String previousKey,
        @DefaultValue("http://localhost:8080") @NotNull URI publicUrl) {

    private static final int LEAST_KEY_LENGTH = 32;

    SignedLinkProperties {
        if (StringUtils.hasText(key) && key.length() < LEAST_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "atelier.link.key (ATELIER_IMAGE_LINK_KEY) must have at least 32 characters");
        }
    }

    Stream<String> signingKeys() {
        return Stream.of(key, previousKey == null ? "" : previousKey).filter(StringUtils::hasText);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "SignedLinkProperties[publicUrl=" + publicUrl + "]";
    }
}
