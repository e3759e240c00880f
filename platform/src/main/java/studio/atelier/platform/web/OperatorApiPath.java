package studio.atelier.platform.web;

/**
 * Where a service's operator pages lie: below {@code /api/v1/admin/billing} in the billing service, so that the gateway
 * finds the right one.
 *
 * @param service the service's name without {@code -service}
 */
public record OperatorApiPath(String service) {

    /**
     * To put before a controller's own path: matches this service's name only. The gateway has such controllers too,
     * and they come before its routes to the other services.
     */
    public static final String PATTERN = "/api/v1/admin/{service:#{operatorPath.service()}}";

    /** What {@link #PATTERN} is in the API's description. */
    public static final String DESCRIBED = "/api/v1/admin/{service}";

    /** The same without the service's name, for who speaks to the service itself. */
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
