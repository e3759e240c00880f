package studio.atelier.platform.security;

import java.util.List;

/**
 * Paths of a service that require no access token. A service declares beans of this type; their patterns are combined.
 * A token sent with such a request identifies the caller if it is valid, and is ignored otherwise.
 *
 * @param patterns in Spring's PathPattern syntax, such as {@code /webhooks/**}
 */
public record PublicPathPatterns(List<String> patterns) {

    /** Copies the patterns. */
    public PublicPathPatterns {
        patterns = List.copyOf(patterns);
    }

    /** Makes these paths public. */
    public static PublicPathPatterns of(String... patterns) {
        return new PublicPathPatterns(List.of(patterns));
    }
}
