package studio.atelier.platform.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Refuses what no controller can use: a null character in the query, which PostgreSQL stores in no text, a body that is
 * compressed, which nothing here reads, one that cannot be decoded to its end, and more media types than Spring orders.
 * Null characters in a path are refused by Spring Security, in a header by Netty, and in JSON by {@link ClientText}.
 */
final class UnusableRequestFilter implements WebFilter, Ordered {

    /** An escape begins at every percent sign, so this is nothing else. */
    private static final String NULL_CHARACTER = "%00";

    /** Of {@code MimeTypeUtils}, which fails beyond it. */
    private static final int MAX_MEDIA_TYPES = 50;

    private static final String NOT_COMPRESSED = "identity";

    /** Within the request log, so that refusals are seen. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 110;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        CommonProblem problem = problemOf(exchange.getRequest());
        return problem == null
                ? chain.filter(withCompleteBody(exchange))
                : Mono.error(CommonProblemException.of(problem));
    }

    /** As many as there are, or more: a comma may also stand in quotes. */
    private static long countMediaTypes(List<String> accepted) {
        return accepted.stream()
                .mapToLong(value -> 1 + value.chars().filter(c -> c == ',').count())
                .sum();
    }

    /** Only a body that comes in chunks can turn out to be undecodable after its head. */
    private static ServerWebExchange withCompleteBody(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
                ? exchange.mutate()
                        .request(new ChunkedRequest(exchange.getRequest()))
                        .build()
                : exchange;
    }

    private static @Nullable CommonProblem problemOf(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        if (query != null && query.contains(NULL_CHARACTER)) {
            return CommonProblem.MALFORMED_REQUEST;
        }
        if (countMediaTypes(request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT)) > MAX_MEDIA_TYPES) {
            return CommonProblem.NOT_ACCEPTABLE;
        }
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.isBlank() || NOT_COMPRESSED.equalsIgnoreCase(encoding.strip())
                ? null
                : CommonProblem.UNSUPPORTED_MEDIA_TYPE;
    }

    /** Fails its body where {@link UndecodableRequests} could not decode it. */
    private static final class ChunkedRequest extends ServerHttpRequestDecorator {

        ChunkedRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().concatWith(Mono.defer(this::failIfIncomplete));
        }

        private Mono<DataBuffer> failIfIncomplete() {
            HttpServerRequest request = getNativeRequest(getDelegate());
            AtomicBoolean failed = new AtomicBoolean();
            request.withConnection(connection -> failed.set(UndecodableRequests.hasBodyFailed(connection.channel())));
            return failed.get() ? Mono.error(CommonProblemException.of(CommonProblem.MALFORMED_REQUEST)) : Mono.empty();
        }
    }
}
