package studio.atelier.gateway.limit;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What a request is counted as, and what happens to it while Redis is away. */
enum RequestClass {
    /** Everything from one address. */
    ADDRESS(true),
    LOGIN(false),
    SPEND(false),
    UPLOAD(true),
    READ(true);

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
        String path = request.getPath().value();
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return READ;
        }
        if (path.equals("/api/v1/auth/telegram") || path.equals("/api/v1/auth/refresh")) {
            return LOGIN;
        }
        if (path.equals("/api/v1/uploads")) {
            return UPLOAD;
        }
        return spends(path) ? SPEND : READ;
    }

    private static boolean spends(String path) {
        return path.equals("/api/v1/generations")
                || (path.startsWith("/api/v1/generations/") && path.endsWith("/retry"))
                || path.startsWith("/api/v1/series")
                || path.startsWith("/api/v1/billing/")
                || path.startsWith("/api/v1/chat/");
    }
}
