package studio.atelier.platform.web;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where a service's operator pages lie: below {@code /api/v1/admin/billing} in the billing service, so that the gateway
 * finds the right one.
 *
 * @param service the service's name without {@code -service}
 */
public record OperatorPath(String service) {

    /** To put before a controller's own path. */
    public static final String PATTERN = "/api/v1/admin/{service}";

    /** The same without the service's name, for who speaks to the service itself. */
    public static final String OWN = "/api/v1/admin";

    private static final String SUFFIX = "-service";

    /** The path of a service with this {@code spring.application.name}. */
    public static OperatorPath of(String applicationName) {
        return new OperatorPath(
                applicationName.endsWith(SUFFIX)
                        ? applicationName.substring(0, applicationName.length() - SUFFIX.length())
                        : applicationName);
    }

    /** Completes if this service is meant or none was named, else fails with {@code NOT_FOUND}. */
    public Mono<Void> check(@Nullable String asked) {
        return asked == null || service.equals(asked) ? Mono.empty() : Mono.error(CommonProblemException::notFound);
    }
}
