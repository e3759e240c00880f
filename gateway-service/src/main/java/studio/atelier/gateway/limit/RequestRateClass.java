package studio.atelier.gateway.limit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What a request is counted as, where it is counted, and what happens to it while Redis is unavailable. */
enum RequestRateClass {
    /** API requests of one address. */
    ADDRESS(RequestCountScope.SHARED_OR_LOCAL),
    /** Images, the Mini App's files and all else that is not listed here, of one address. */
    FILE(RequestCountScope.LOCAL),
    /** The API's description, of one address. */
    DOCUMENT(RequestCountScope.LOCAL),
    /** Webhooks of one address; a provider's bursts pass. */
    WEBHOOK(RequestCountScope.LOCAL),
    /** Health checks: counted separately, so that clients behind the same proxy never make an instance look down. */
    HEALTH(RequestCountScope.LOCAL),
    LOGIN(RequestCountScope.SHARED),
    SPEND(RequestCountScope.SHARED),
    UPLOAD(RequestCountScope.SHARED_OR_LOCAL),
    /** Renewing a session: allowed without Redis, so that users stay logged in; a refresh token cannot be guessed. */
    REFRESH(RequestCountScope.SHARED_OR_LOCAL),
    /** An operator's requests below {@code /api/v1/admin/}. */
    OPERATOR(RequestCountScope.SHARED_OR_LOCAL),
    READ(RequestCountScope.SHARED_OR_LOCAL);

    // The same patterns as the routes, so that no spelling of a path is counted as another class.
    private static final Map<RequestRateClass, List<PathPattern>> CLASS_OF_ADDRESS = Map.of(
            ADDRESS, parsePatterns("/api/**"),
            WEBHOOK, parsePatterns("/webhooks/**"),
            DOCUMENT, parsePatterns("/v3/**"),
            HEALTH, parsePatterns("/health"));
    private static final List<PathPattern> OPERATORS_PATHS = parsePatterns("/api/v1/admin/**");
    private static final Map<RequestRateClass, List<PathPattern>> CLASS_OF_POST = Map.of(
            LOGIN, parsePatterns("/api/v1/auth/telegram"),
            REFRESH, parsePatterns("/api/v1/auth/refresh"),
            UPLOAD, parsePatterns("/api/v1/uploads"),
            SPEND,
                    parsePatterns(
                            "/api/v1/generations",
                            "/api/v1/generations/*/retry",
                            "/api/v1/images/*/share-ticket",
                            "/api/v1/billing/**",
                            "/api/v1/chat/**"));

    private final RequestCountScope count;

    RequestRateClass(RequestCountScope count) {
        this.count = count;
    }

    /** Returns where it is counted. */
    RequestCountScope countScope() {
        return count;
    }

    /** Returns the class of a request that is counted by its user, or by its address if it has no user yet. */
    static RequestRateClass of(ServerHttpRequest request) {
        if (isOneOf(OPERATORS_PATHS, request)) {
            return OPERATOR;
        }
        return HttpMethod.POST.equals(request.getMethod()) ? classIn(CLASS_OF_POST, request, READ) : READ;
    }

    /** Returns the class by which a request is counted for its address, whoever sends it. */
    static RequestRateClass ofAddress(ServerHttpRequest request) {
        return classIn(CLASS_OF_ADDRESS, request, FILE);
    }

    private static RequestRateClass classIn(
            Map<RequestRateClass, List<PathPattern>> classes, ServerHttpRequest request, RequestRateClass otherwise) {
        return classes.entrySet().stream()
                .filter(paths -> isOneOf(paths.getValue(), request))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(otherwise);
    }

    private static List<PathPattern> parsePatterns(String... patterns) {
        return Stream.of(patterns).map(PathPatternParser.defaultInstance::parse).toList();
    }

    private static boolean isOneOf(List<PathPattern> patterns, ServerHttpRequest request) {
        PathContainer path = request.getPath().pathWithinApplication();
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Where requests of a class are counted. */
    enum RequestCountScope {
        /**
         * In Redis, for all instances together. While Redis is unavailable such requests are refused: counted by each
         * instance alone, the limit would be multiplied by the number of instances.
         */
        SHARED,
        /** In Redis, or by each instance alone while Redis is unavailable. */
        SHARED_OR_LOCAL,
        /** By each instance alone: such requests are too cheap to justify a call to Redis. */
        LOCAL
    }
}
