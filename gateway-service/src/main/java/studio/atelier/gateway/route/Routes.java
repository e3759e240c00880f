package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.Buildable;
import org.springframework.cloud.gateway.route.builder.PredicateSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import studio.atelier.gateway.edge.ClientAddress;
import studio.atelier.gateway.edge.EdgeProperties;
import studio.atelier.platform.security.Caller;

/**
 * Every route there is. None of them retries, rewrites or gathers a body: an upload and a webhook pass byte by byte,
 * and a repeat is the client's business, who has the Idempotency-Key.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

    private final UpstreamProperties properties;
    private final EdgeProperties edge;
    private final MeterRegistry meters;

    Routes(UpstreamProperties properties, EdgeProperties edge, MeterRegistry meters) {
        this.properties = properties;
        this.edge = edge;
        this.meters = meters;
    }

    /**
     * Creates the routes.
     *
     * @throws IllegalStateException if more requests may be in flight than there are connections to a service
     */
    @Bean
    RouteLocator services(RouteLocatorBuilder builder, HttpClientProperties client) {
        requireConnections(client.getPool().getMaxConnections());
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (Upstream upstream : Upstream.values()) {
            for (RequestKind kind : RequestKind.values()) {
                if (!upstream.paths(kind).isEmpty()) {
                    routes.route(nameOf(upstream, kind), route -> toService(route, upstream, kind));
                }
            }
        }
        return routes.build();
    }

    private void requireConnections(int connections) {
        if (properties.inFlight() > connections) {
            throw new IllegalStateException(
                    "atelier.upstream allows %d requests in flight, but a service has %d connections; raise spring.cloud.gateway.server.webflux.httpclient.pool.max-connections"
                            .formatted(properties.inFlight(), connections));
        }
    }

    private static String nameOf(Upstream upstream, RequestKind kind) {
        return upstream.id() + "-" + kind.id();
    }

    /** A service that falls silent in the middle of an answer holds its client no longer than this. */
    @Bean
    HttpClientCustomizer endsSilentAnswers() {
        return client -> client.responseTimeout(properties.idleTimeout());
    }

    private Buildable<Route> toService(PredicateSpec route, Upstream upstream, RequestKind kind) {
        UpstreamGuard guard = guard(upstream, kind);
        return route.path(upstream.paths(kind).toArray(String[]::new))
                .filters(filters ->
                        filters.removeRequestHeader(HttpHeaders.COOKIE).filter(guard))
                .uri(upstream.uri(properties));
    }

    private UpstreamGuard guard(Upstream upstream, RequestKind kind) {
        UpstreamBreaker breaker = new UpstreamBreaker(CircuitBreaker.of(
                nameOf(upstream, kind),
                UpstreamBreaker.circuitBreakerConfig(properties.slowAnswer(), properties.openDuration())));
        InFlightLimit inFlight = new InFlightLimit(boundsOf(kind));
        Tags tags = Tags.of("upstream", upstream.id(), "kind", kind.id());
        Gauge.builder("atelier.gateway.upstream.in.flight", inFlight, InFlightLimit::requests)
                .tags(tags)
                .strongReference(true)
                .register(meters);
        Gauge.builder("atelier.gateway.upstream.open", breaker, each -> each.isOpen() ? 1 : 0)
                .description("1 while the service gets no requests of this kind")
                .tags(tags)
                .strongReference(true)
                .register(meters);
        return new UpstreamGuard(
                upstream.id(),
                breaker,
                inFlight,
                ownerOf(kind),
                settingsOf(kind),
                new UpstreamGuard.Refusals(meters, tags, properties.openDuration()));
    }

    private UpstreamCall.Settings settingsOf(RequestKind kind) {
        return new UpstreamCall.Settings(
                properties.responseTimeout(),
                properties.slowAnswer(),
                kind == RequestKind.PICTURES ? properties.pictures().writeTimeout() : null,
                kind == RequestKind.UPLOADS ? edge.uploadLimit() : edge.bodyLimit());
    }

    private InFlightLimit.Bounds boundsOf(RequestKind kind) {
        UpstreamProperties.Uploads uploads = properties.uploads();
        UpstreamProperties.Pictures pictures = properties.pictures();
        return switch (kind) {
            case CALLS -> InFlightLimit.Bounds.ofRequests(properties.calls(), properties.callsPerOwner());
            case OPERATOR -> InFlightLimit.Bounds.ofRequests(properties.operator(), Integer.MAX_VALUE);
            case WEBHOOKS -> InFlightLimit.Bounds.ofRequests(properties.webhooks(), properties.webhooksPerNetwork());
            case UPLOADS ->
                new InFlightLimit.Bounds(
                        uploads.inFlight(),
                        uploads.answeringLimit(),
                        uploads.perUser(),
                        uploads.size().toBytes());
            case PICTURES -> InFlightLimit.Bounds.ofRequests(pictures.inFlight(), pictures.perAddress());
        };
    }

    private static Function<ServerWebExchange, @Nullable String> ownerOf(RequestKind kind) {
        return switch (kind) {
            case CALLS -> Routes::userOrNetwork;
            case UPLOADS -> Routes::user;
            case PICTURES, WEBHOOKS -> ClientAddress::networkOf;
            case OPERATOR -> exchange -> null;
        };
    }

    private static String userOrNetwork(ServerWebExchange exchange) {
        String user = user(exchange);
        return user == null ? ClientAddress.networkOf(exchange) : user;
    }

    private static @Nullable String user(ServerWebExchange exchange) {
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        return caller == null ? null : caller.id().toString();
    }
}
