package studio.atelier.platform.web;

/**
 * The path prefix of a service's operator endpoints: {@code /api/v1/admin/billing} in the billing service, so that the
 * gateway can route them.
 *
 * @param service the service's name without {@code -service}
 */
public record OperatorApiPath(String service) {

    /**
     * Prefix of a controller's own path: matches this service's name only. The gateway has such controllers too, and
     * they take precedence over its routes to the other services.
     */
    public static final String PATTERN = "/api/v1/admin/{service:#{operatorPath.service()}}";

    /** The form of {@link #PATTERN} in the API's description. */
    public static final String DESCRIBED = "/api/v1/admin/{service}";

    /** The same without the service's name, for direct calls to the service. */
    public static final String OWN = "/api/v1/admin";

    private static final String SUFFIX = "-service";

    /** The path of a service with this {@code spring.application.name}. */
    public static OperatorApiPath of(String applicationName) {
        return new OperatorApiPath(
                applicationName.endsWith(SUFFIX)
                        ? applicationName.substring(0, applicationName.length() - SUFFIX.length())
                        : applicationName);
    }
}
