package studio.atelier.platform.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses requests that no controller can process: a null character in the query, which PostgreSQL cannot store, a
 * compressed body, which is not supported, and more media types in {@code Accept} than Spring sorts. Null characters in
 * a path are refused by Spring Security, in a header by Netty, and in JSON by {@link ClientTextRules}.
 */
final class UnusableRequestFilter implements WebFilter, Ordered {

    /** An escape begins at every percent sign, so this cannot be part of another one. */
    private static final String NULL_CHARACTER = "%00";

    /** The limit of {@code MimeTypeUtils}, which fails beyond it. */
    private static final int MAX_MEDIA_TYPES = 50;

    private static final String NOT_COMPRESSED = "identity";

    /** Inside the request log, so that refused requests are logged. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 110;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        CommonProblemCode problem = problemOf(exchange.getRequest());
        return problem == null ? chain.filter(exchange) : Mono.error(CommonProblemException.of(problem));
    }

    private static @Nullable CommonProblemCode problemOf(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        if (query != null && query.contains(NULL_CHARACTER)) {
            return CommonProblemCode.MALFORMED_REQUEST;
        }
        if (countMediaTypes(request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT)) > MAX_MEDIA_TYPES) {
            return CommonProblemCode.NOT_ACCEPTABLE;
        }
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.isBlank() || NOT_COMPRESSED.equalsIgnoreCase(encoding.strip())
                ? null
                : CommonProblemCode.UNSUPPORTED_MEDIA_TYPE;
    }

    /** Counted by commas, including those within quotes. */
    private static long countMediaTypes(List<String> accepted) {
        return accepted.stream()
                .mapToLong(value -> 1 + value.chars().filter(c -> c == ',').count())
                .sum();
    }
}
