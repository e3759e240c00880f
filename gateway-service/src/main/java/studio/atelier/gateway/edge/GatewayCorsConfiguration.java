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
 * Which foreign origins may call the API from a browser. Others get no permission, which is all their browsers ask for;
 * nothing else is refused for its origin. The Mini App itself names one with every POST, and whether that is ours
 * cannot be told behind a proxy that ends TLS. Nothing is lost by it: callers prove themselves by a token, never by a
 * cookie.
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
