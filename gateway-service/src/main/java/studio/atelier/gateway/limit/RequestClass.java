package studio.atelier.gateway.limit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What a request is counted as, and what happens to it while Redis is away. */
enum RequestClass {
    /** Everything from one address. */
    ADDRESS(true),
    LOGIN(false),
    SPEND(false),
    UPLOAD(true),
    /** Renewing a session: open, so that whoever is logged in stays so; its token cannot be guessed. */
    REFRESH(true),
    READ(true);

    // Patterns as the routes have them, so that no way of writing a path is counted as something else.
    private static final List<PathPattern> API = patterns("/api/**");
    private static final Map<RequestClass, List<PathPattern>> CLASS_OF_POST = Map.of(
            LOGIN, patterns("/api/v1/auth/telegram"),
            REFRESH, patterns("/api/v1/auth/refresh"),
            UPLOAD, patterns("/api/v1/uploads"),
            SPEND,
                    patterns(
                            "/api/v1/generations",
                            "/api/v1/generations/*/retry",
                            "/api/v1/series/**",
                            "/api/v1/billing/**",
                            "/api/v1/chat/**"));

    private final boolean openWithoutRedis;

    RequestClass(boolean openWithoutRedis) {
        this.openWithoutRedis = openWithoutRedis;
    }

    /**
     * Whether it goes on, counted by this instance alone, while Redis is away. Logging in and spending do not: without
     * a shared count each of them could be tried as often as there are instances.
     */
    boolean openWithoutRedis() {
        return openWithoutRedis;
    }

    /** The class of a request, besides its address. */
    static RequestClass of(ServerHttpRequest request) {
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return READ;
        }
        return CLASS_OF_POST.entrySet().stream()
                .filter(paths -> isOneOf(paths.getValue(), request))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(READ);
    }

    /** Whether the request is one of those that are limited by address. */
    static boolean isApi(ServerHttpRequest request) {
        return isOneOf(API, request);
    }

    private static List<PathPattern> patterns(String... patterns) {
        return Stream.of(patterns).map(PathPatternParser.defaultInstance::parse).toList();
    }

    private static boolean isOneOf(List<PathPattern> patterns, ServerHttpRequest request) {
        PathContainer path = request.getPath().pathWithinApplication();
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }
}
