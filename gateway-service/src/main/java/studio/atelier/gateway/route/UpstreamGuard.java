package studio.atelier.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Stands before one kind of requests to a service: refuses at once what the service has no room for or would not
 * answer, and judges its answers.
 */
final class UpstreamGuard implements GatewayFilter, Ordered {

    private static final DataSize UNDECLARED = DataSize.ofMegabytes(6);

    private final String service;
    private final CircuitBreaker breaker;
    private final InFlightLimit inFlight;
    private final Function<ServerWebExchange, @Nullable String> owner;
    private final UpstreamCall.Settings settings;

    /**
     * Creates one.
     *
     * @param service its name in logs
     * @param owner whose request one is, for the bound on each
     */
    UpstreamGuard(
            String service,
            CircuitBreaker breaker,
            InFlightLimit inFlight,
            Function<ServerWebExchange, @Nullable String> owner,
            UpstreamCall.Settings settings) {
        this.service = service;
        this.breaker = breaker;
        this.inFlight = inFlight;
        this.owner = owner;
        this.settings = settings;
    }

    /** Outside of the filter that writes the answer, so that it sees the answer come. */
    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.using(() -> admit(exchange), call -> call.exchange(chain), UpstreamCall::end);
    }

    private UpstreamCall admit(ServerWebExchange exchange) {
        InFlightLimit.Permit permit = inFlight.admit(owner.apply(exchange), sizeOf(exchange));
        if (!breaker.tryAcquirePermission()) {
            permit.release();
            throw CommonProblemException.unavailable(Breakers.PAUSE);
        }
        return new UpstreamCall(service, settings, breaker, permit, exchange);
    }

    /** What a body declares, or as much as an upload may have if it does not. */
    private static long sizeOf(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                ? UNDECLARED.toBytes()
                : Math.max(0, headers.getContentLength());
    }
}
