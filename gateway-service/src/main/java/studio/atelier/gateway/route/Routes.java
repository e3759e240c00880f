package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
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
import studio.atelier.platform.security.Caller;

/**
 * Every route there is. None of them retries, rewrites or gathers a body: an upload and a webhook pass byte by byte,
 * and a repeat is the client's business, who has the Idempotency-Key.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouteLocator services(RouteLocatorBuilder builder, UpstreamProperties properties, MeterRegistry meters) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (Upstream upstream : Upstream.values()) {
            for (Traffic traffic : Traffic.values()) {
                if (!upstream.paths(traffic).isEmpty()) {
                    UpstreamGuard guard = guard(upstream, traffic, properties, meters);
                    routes.route(
                            upstream.id() + "-" + traffic.id(),
                            route -> toService(route, upstream, traffic, guard, properties));
                }
            }
        }
        return routes.build();
    }

    /** A service that falls silent in the middle of an answer holds its client no longer than this. */
    @Bean
    HttpClientCustomizer endsSilentAnswers(UpstreamProperties properties) {
        return client -> client.responseTimeout(properties.idleTimeout());
    }

    private static Buildable<Route> toService(
            PredicateSpec route,
            Upstream upstream,
            Traffic traffic,
            UpstreamGuard guard,
            UpstreamProperties properties) {
        return route.path(upstream.paths(traffic).toArray(String[]::new))
                .filters(filters ->
                        filters.removeRequestHeader(HttpHeaders.COOKIE).filter(guard, guard.getOrder()))
                .uri(upstream.uri(properties));
    }

    private static UpstreamGuard guard(
            Upstream upstream, Traffic traffic, UpstreamProperties properties, MeterRegistry meters) {
        String name = upstream.id() + "-" + traffic.id();
        CircuitBreaker breaker = CircuitBreaker.of(name, Breakers.leavesAlone(properties.slowAnswer()));
        InFlightLimit inFlight = new InFlightLimit(boundsOf(traffic, properties));
        Tags tags = Tags.of("upstream", upstream.id(), "traffic", traffic.id());
        Gauge.builder("atelier.gateway.upstream.in.flight", inFlight, InFlightLimit::requests)
                .tags(tags)
                .strongReference(true)
                .register(meters);
        Gauge.builder("atelier.gateway.upstream.open", breaker, Routes::oneIfOpen)
                .description("1 while the service gets no requests of this kind")
                .tags(tags)
                .strongReference(true)
                .register(meters);
        boolean untilWritten = traffic == Traffic.PICTURES;
        return new UpstreamGuard(
                upstream.id(),
                breaker,
                inFlight,
                ownerOf(traffic),
                new UpstreamCall.Settings(properties.responseTimeout(), properties.slowAnswer(), untilWritten));
    }

    private static double oneIfOpen(CircuitBreaker breaker) {
        return breaker.getState() == CircuitBreaker.State.OPEN ? 1 : 0;
    }

    private static InFlightLimit.Bounds boundsOf(Traffic traffic, UpstreamProperties properties) {
        UpstreamProperties.Uploads uploads = properties.uploads();
        UpstreamProperties.Pictures pictures = properties.pictures();
        return switch (traffic) {
            case CALLS -> InFlightLimit.Bounds.ofRequests(properties.calls());
            case OPERATOR -> InFlightLimit.Bounds.ofRequests(properties.operator());
            case WEBHOOKS -> InFlightLimit.Bounds.ofRequests(properties.webhooks());
            case UPLOADS ->
                new InFlightLimit.Bounds(
                        uploads.inFlight(),
                        uploads.answering(),
                        uploads.perUser(),
                        uploads.size().toBytes());
            case PICTURES ->
                new InFlightLimit.Bounds(pictures.inFlight(), Integer.MAX_VALUE, pictures.perAddress(), Long.MAX_VALUE);
        };
    }

    private static Function<ServerWebExchange, @Nullable String> ownerOf(Traffic traffic) {
        return switch (traffic) {
            case UPLOADS -> Routes::user;
            case PICTURES -> ClientAddress::networkOf;
            case CALLS, OPERATOR, WEBHOOKS -> exchange -> null;
        };
    }

    private static @Nullable String user(ServerWebExchange exchange) {
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        return caller == null ? null : caller.id().toString();
    }
}
