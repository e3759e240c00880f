package studio.atelier.platform.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses what no controller can use: a null character in the query, which PostgreSQL stores in no text, and a body
 * that is compressed, which nothing here reads. Null characters in a path are refused by Spring Security, in a header
 * by Netty, and in JSON by {@link ClientText}.
 */
final class UnusableRequestFilter implements WebFilter, Ordered {

    /** An escape begins at every percent sign, so this is nothing else. */
    private static final String NULL_CHARACTER = "%00";

    private static final String NOT_COMPRESSED = "identity";

    /** Within the request log, so that refusals are seen. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 110;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        CommonProblem problem = problemOf(exchange.getRequest());
        return problem == null ? chain.filter(exchange) : Mono.error(CommonProblemException.of(problem));
    }

    private static @Nullable CommonProblem problemOf(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        if (query != null && query.contains(NULL_CHARACTER)) {
            return CommonProblem.MALFORMED_REQUEST;
        }
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.isBlank() || NOT_COMPRESSED.equalsIgnoreCase(encoding.strip())
                ? null
                : CommonProblem.UNSUPPORTED_MEDIA_TYPE;
    }
}
