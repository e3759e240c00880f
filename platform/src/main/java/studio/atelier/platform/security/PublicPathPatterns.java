package studio.atelier.platform.security;

import java.util.List;

/**
 * Paths of a service that need no access token. A service declares beans of this type; their patterns add up. A token
 * that comes with such a request still names the caller if it is good, and is ignored if it is not.
 *
 * @param patterns as Spring's PathPattern reads them, such as {@code /webhooks/**}
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
