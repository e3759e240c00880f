package studio.atelier.gateway.edge;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;

/**
 * Which other origins may call the API from a browser. All others get no permission, which is enough for their browsers
 * to block the call; no request is refused for its origin. The Mini App also sends an origin with every POST, and
 * behind a proxy that ends TLS the gateway cannot tell whether that is its own. This is safe because callers
 * authenticate with a token, never with a cookie.
 */
@Configuration(proxyBeanMethods = false)
class GatewayCorsConfiguration {

    @Bean
    CorsConfigurationSource corsConfigurationSource(GatewayEdgeProperties properties) {
        CorsConfiguration api = new CorsConfiguration();
        api.setAllowedOrigins(properties.allowedOrigins());
        api.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        api.setAllowedHeaders(List.of("Authorization", "Content-Type", "Accept-Language", "Idempotency-Key"));
        api.setExposedHeaders(List.of("Idempotency-Replayed", "Retry-After", "Location"));
        api.setMaxAge(Duration.ofHours(1));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/api/**", api);
        return exchange -> needsPermission(exchange, properties) ? source.getCorsConfiguration(exchange) : null;
    }

    private static boolean needsPermission(ServerWebExchange exchange, GatewayEdgeProperties properties) {
        String origin = exchange.getRequest().getHeaders().getOrigin();
        return CorsUtils.isPreFlightRequest(exchange.getRequest())
                || (origin != null && properties.allowedOrigins().contains(origin));
    }
}
