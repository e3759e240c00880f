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
import studio.atelier.gateway.edge.ClientAddressHeader;
import studio.atelier.gateway.edge.GatewayEdgeProperties;
import studio.atelier.platform.security.Caller;

/**
 * All routes. None of them retries, rewrites or buffers a body: an upload and a webhook are streamed, and a retry is up
 * to the client, which has the Idempotency-Key.
 */
@Configuration(proxyBeanMethods = false)
class UpstreamRoutesConfiguration {

    private final UpstreamProperties properties;
    private final GatewayEdgeProperties edge;
    private final MeterRegistry meters;

    UpstreamRoutesConfiguration(UpstreamProperties properties, GatewayEdgeProperties edge, MeterRegistry meters) {
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
        for (UpstreamService upstream : UpstreamService.values()) {
            for (UpstreamRequestKind kind : UpstreamRequestKind.values()) {
                if (!upstream.pathPatternsOf(kind).isEmpty()) {
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

    private static String nameOf(UpstreamService upstream, UpstreamRequestKind kind) {
        return upstream.serviceName() + "-" + kind.metricName();
    }

    /** Bounds how long a service that falls silent in the middle of an answer holds its client. */
    @Bean
    HttpClientCustomizer endsSilentAnswers() {
        return client -> client.responseTimeout(properties.idleTimeout());
    }

    private Buildable<Route> toService(PredicateSpec route, UpstreamService upstream, UpstreamRequestKind kind) {
        UpstreamGuardFilter guard = createGuard(upstream, kind);
        return route.path(upstream.pathPatternsOf(kind).toArray(String[]::new))
                .filters(filters ->
                        filters.removeRequestHeader(HttpHeaders.COOKIE).filter(guard))
                .uri(upstream.baseUriIn(properties));
    }

    private UpstreamGuardFilter createGuard(UpstreamService upstream, UpstreamRequestKind kind) {
        UpstreamBreaker breaker = new UpstreamBreaker(CircuitBreaker.of(
                nameOf(upstream, kind),
                UpstreamBreaker.circuitBreakerConfig(properties.slowAnswer(), properties.openDuration())));
        InFlightRequestLimit inFlight = new InFlightRequestLimit(boundsOf(kind));
        Tags tags = Tags.of("upstream", upstream.serviceName(), "kind", kind.metricName());
        Gauge.builder("atelier.gateway.upstream.in.flight", inFlight, InFlightRequestLimit::countRequests)
                .tags(tags)
                .strongReference(true)
                .register(meters);
        Gauge.builder("atelier.gateway.upstream.open", breaker, each -> each.isOpen() ? 1 : 0)
                .description("1 while the service gets no requests of this kind")
                .tags(tags)
                .strongReference(true)
                .register(meters);
        return new UpstreamGuardFilter(
                upstream.serviceName(),
                breaker,
                inFlight,
                ownerOf(kind),
                settingsOf(kind),
                new UpstreamGuardFilter.UpstreamRefusalCounters(meters, tags, properties.openDuration()));
    }

    private UpstreamCall.UpstreamCallSettings settingsOf(UpstreamRequestKind kind) {
        return new UpstreamCall.UpstreamCallSettings(
                properties.responseTimeout(),
                properties.slowAnswer(),
                kind == UpstreamRequestKind.PICTURES ? properties.pictures().writeTimeout() : null,
                kind == UpstreamRequestKind.UPLOADS ? edge.uploadLimit() : edge.bodyLimit());
    }

    private InFlightRequestLimit.InFlightRequestBounds boundsOf(UpstreamRequestKind kind) {
        UpstreamProperties.UpstreamUploadBounds uploads = properties.uploads();
        UpstreamProperties.UpstreamPictureBounds pictures = properties.pictures();
        return switch (kind) {
            case CALLS ->
                InFlightRequestLimit.InFlightRequestBounds.ofRequests(properties.calls(), properties.callsPerOwner());
            case OPERATOR ->
                InFlightRequestLimit.InFlightRequestBounds.ofRequests(properties.operator(), Integer.MAX_VALUE);
            case WEBHOOKS ->
                InFlightRequestLimit.InFlightRequestBounds.ofRequests(
                        properties.webhooks(), properties.webhooksPerNetwork());
            case UPLOADS ->
                new InFlightRequestLimit.InFlightRequestBounds(
                        uploads.inFlight(),
                        uploads.answeringLimit(),
                        uploads.perUser(),
                        uploads.size().toBytes());
            case PICTURES ->
                InFlightRequestLimit.InFlightRequestBounds.ofRequests(pictures.inFlight(), pictures.perAddress());
        };
    }

    private static Function<ServerWebExchange, @Nullable String> ownerOf(UpstreamRequestKind kind) {
        return switch (kind) {
            case CALLS -> UpstreamRoutesConfiguration::userOrNetwork;
            case UPLOADS -> UpstreamRoutesConfiguration::findUserId;
            case PICTURES, WEBHOOKS -> ClientAddressHeader::networkOf;
            case OPERATOR -> exchange -> null;
        };
    }

    private static String userOrNetwork(ServerWebExchange exchange) {
        String user = findUserId(exchange);
        return user == null ? ClientAddressHeader.networkOf(exchange) : user;
    }

    private static @Nullable String findUserId(ServerWebExchange exchange) {
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        return caller == null ? null : caller.id().toString();
    }
}
