package studio.atelier.gateway.edge;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Begins a trace of our own for each request, whatever trace its client names: a client must not choose what our log
 * lines say, mix its requests with those of others, or have them all sampled. This stands before the filters, because
 * the trace begins before them.
 */
@Configuration(proxyBeanMethods = false)
class ClientTraces {

    private static final List<String> HEADERS = List.of("traceparent", "tracestate", "baggage");

    @Bean
    HttpHandlerDecoratorFactory withoutClientTraces() {
        return handler -> (request, response) -> handler.handle(withoutTrace(request), response);
    }

    private static ServerHttpRequest withoutTrace(ServerHttpRequest request) {
        return HEADERS.stream().anyMatch(request.getHeaders()::containsHeader)
                ? request.mutate()
                        .headers(headers -> HEADERS.forEach(headers::remove))
                        .build()
                : request;
    }
}
