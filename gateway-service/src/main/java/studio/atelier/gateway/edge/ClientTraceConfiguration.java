package studio.atelier.gateway.edge;

import io.micrometer.common.KeyValues;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationConvention;

/**
 * Starts a new trace for each request, whatever trace its client names: a client must not choose the trace id in our
 * log lines, mix its requests with those of others, or have them all sampled. The client's trace id becomes the
 * attribute {@code client.trace} of the request's span. The headers are removed before the filters, because the trace
 * starts before them.
 */
@Configuration(proxyBeanMethods = false)
class ClientTraceConfiguration {

    static final String CLIENT_TRACE = "client.trace";

    private static final String TRACEPARENT = "traceparent";
    private static final List<String> HEADERS = List.of(TRACEPARENT, "tracestate", "baggage");

    /** Version, trace id, parent id and flags; a trace id of zeros is invalid. */
    private static final Pattern W3C_TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    @Bean
    HttpHandlerDecoratorFactory withoutClientTraces() {
        return handler -> (request, response) -> handler.handle(withoutTrace(request), response);
    }

    @Bean
    ServerRequestObservationConvention clientTraceConvention() {
        return new ClientTraceConvention();
    }

    private static ServerHttpRequest withoutTrace(ServerHttpRequest request) {
        HttpHeaders sent = request.getHeaders();
        if (HEADERS.stream().noneMatch(sent::containsHeader)) {
            return request;
        }
        String clientTrace = traceIdOf(sent.getFirst(TRACEPARENT));
        ServerHttpRequest cleaned = request.mutate()
                .headers(headers -> HEADERS.forEach(headers::remove))
                .build();
        return clientTrace == null ? cleaned : new ClientTracedRequest(cleaned, clientTrace);
    }

    /** The trace id of a valid {@code traceparent}; null if there is none. */
    static @Nullable String traceIdOf(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        Matcher matcher = W3C_TRACEPARENT.matcher(traceparent);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static final class ClientTraceConvention extends DefaultServerRequestObservationConvention {

        @Override
        public KeyValues getHighCardinalityKeyValues(ServerRequestObservationContext context) {
            KeyValues values = super.getHighCardinalityKeyValues(context);
            return context.getCarrier() instanceof ClientTracedRequest request
                    ? values.and(CLIENT_TRACE, request.clientTrace)
                    : values;
        }
    }

    /** Holds the client's trace id for the span. */
    private static final class ClientTracedRequest extends ServerHttpRequestDecorator {

        private final String clientTrace;

        ClientTracedRequest(ServerHttpRequest request, String clientTrace) {
            super(request);
            this.clientTrace = clientTrace;
        }
    }
}
