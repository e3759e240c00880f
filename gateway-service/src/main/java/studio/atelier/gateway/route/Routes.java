package studio.atelier.gateway.route;

import org.springframework.cloud.gateway.filter.factory.SpringCloudCircuitBreakerFilterFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.Buildable;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.PredicateSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.route.builder.UriSpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

/**
 * Every route there is. None of them retries, rewrites or gathers a body: an upload and a webhook pass byte by byte,
 * and a repeat is the client's business, who has the Idempotency-Key.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouteLocator services(RouteLocatorBuilder builder, UpstreamProperties properties) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (Upstream upstream : Upstream.values()) {
            routes.route(upstream.id(), route -> toService(route, upstream, properties));
        }
        return routes.build();
    }

    private static Buildable<Route> toService(PredicateSpec route, Upstream upstream, UpstreamProperties properties) {
        return route.path(upstream.paths().toArray(String[]::new))
                .filters(filters -> guarded(filters, upstream))
                .uri(upstream.uri(properties));
    }

    private static UriSpec guarded(GatewayFilterSpec filters, Upstream upstream) {
        return filters.removeRequestHeader(HttpHeaders.COOKIE)
                .circuitBreaker((SpringCloudCircuitBreakerFilterFactory.Config breaker) ->
                        breaker.setName(upstream.id()).setFallbackUri("forward:" + UpstreamAway.PATH));
    }
}
