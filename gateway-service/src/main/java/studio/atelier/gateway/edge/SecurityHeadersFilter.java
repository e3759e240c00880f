package studio.atelier.gateway.edge;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Sets security headers that still allow Telegram's web clients to frame the Mini App. Framing is governed by
 * {@code frame-ancestors}; there is no {@code X-Frame-Options}, because it allows one origin at most. A policy that a
 * service has set, such as that of images, is kept.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class SecurityHeadersFilter implements WebFilter {

    private static final String POLICY = "Content-Security-Policy";

    private final String appPolicy;
    private final String documentationPolicy;

    SecurityHeadersFilter(GatewayEdgeProperties properties) {
        String ancestors = "'self' " + String.join(" ", properties.frameAncestors());
        this.appPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                + "img-src 'self' data: blob: https://t.me https://*.telesco.pe; "
                + "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors " + ancestors;
        this.documentationPolicy =
                "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
                        + "img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> setSecurityHeaders(exchange)));
        return chain.filter(exchange);
    }

    private void setSecurityHeaders(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        String path = exchange.getRequest().getPath().value();
        if (!headers.containsHeader(POLICY)) {
            headers.set(POLICY, isDocumentation(path) ? documentationPolicy : appPolicy);
        }
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=()");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Strict-Transport-Security", "max-age=31536000");
    }

    private static boolean isDocumentation(String path) {
        return path.startsWith("/swagger-ui") || path.startsWith("/webjars/");
    }
}
