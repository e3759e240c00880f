package studio.atelier.gateway.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Guards one kind of request to a service: refuses at once what the service has no room for or would not answer, and
 * records the results of calls.
 */
final class UpstreamGuardFilter implements GatewayFilter, Ordered {

    private final String service;
    private final UpstreamBreaker breaker;
    private final InFlightRequestLimit inFlight;
    private final Function<ServerWebExchange, @Nullable String> owner;
    private final UpstreamCall.UpstreamCallSettings settings;
    private final UpstreamRefusalCounters refusals;

    /**
     * Creates a guard.
     *
     * @param service its name in logs
     * @param owner returns the owner of a request, for the bound on each owner; null if it has none
     */
    UpstreamGuardFilter(
            String service,
            UpstreamBreaker breaker,
            InFlightRequestLimit inFlight,
            Function<ServerWebExchange, @Nullable String> owner,
            UpstreamCall.UpstreamCallSettings settings,
            UpstreamRefusalCounters refusals) {
        this.service = service;
        this.breaker = breaker;
        this.inFlight = inFlight;
        this.owner = owner;
        this.settings = settings;
        this.refusals = refusals;
    }

    /** Outside the filter that writes the answer, so that it sees the answer begin. */
    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.using(() -> admitCall(exchange), call -> call.sendRequest(chain), UpstreamCall::endCall);
    }

    private UpstreamCall admitCall(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        InFlightRequestLimit.InFlightRequest admitted = admitInFlight(owner.apply(exchange), sizeOf(headers));
        UpstreamBreaker.UpstreamCallPermission permission = breaker.tryAcquire();
        if (permission == null) {
            admitted.releaseRoom();
            throw refusals.refuseWhileOpen();
        }
        UpstreamCall call = new UpstreamCall(service, settings, breaker, refusals, admitted, exchange);
        call.acceptPermission(permission, hasBody(headers));
        return call;
    }

    private InFlightRequestLimit.InFlightRequest admitInFlight(@Nullable String requestOwner, long size) {
        try {
            return inFlight.admitRequest(requestOwner, size);
        } catch (CommonProblemException full) {
            refusals.countRefusal(full);
            throw full;
        }
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING) || headers.getContentLength() > 0;
    }

    /** Returns the declared length of a body, or the largest possible one if none is declared. */
    private long sizeOf(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                ? settings.largestBody().toBytes()
                : Math.max(0, headers.getContentLength());
    }

    /** Counts the requests refused before they reach the service, by reason. */
    static final class UpstreamRefusalCounters {

        private final Counter ofOwner;
        private final Counter overloaded;
        private final Counter whileOpen;
        private final Duration openDuration;

        UpstreamRefusalCounters(MeterRegistry meters, Tags tags, Duration openDuration) {
            this.ofOwner = registerCounter(meters, tags, "owner");
            this.overloaded = registerCounter(meters, tags, "overloaded");
            this.whileOpen = registerCounter(meters, tags, "open");
            this.openDuration = openDuration;
        }

        private static Counter registerCounter(MeterRegistry meters, Tags tags, String reason) {
            return Counter.builder("atelier.gateway.upstream.refused")
                    .description("Requests refused before they reached the service")
                    .tags(tags.and("reason", reason))
                    .register(meters);
        }

        private void countRefusal(CommonProblemException full) {
            (full.problemCode() == CommonProblemCode.TOO_MANY_REQUESTS ? ofOwner : overloaded).increment();
        }

        /** Counts a refusal by the open breaker. @return the client's problem */
        CommonProblemException refuseWhileOpen() {
            whileOpen.increment();
            return CommonProblemException.circuitOpen(openDuration);
        }
    }
}
