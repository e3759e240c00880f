package studio.atelier.gateway.edge;

import java.util.Arrays;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Marks what the server compresses as varying by {@code Accept-Encoding}, so that a cache does not send a client an
 * encoding that it cannot read. Reactor Netty, which compresses, does not mark it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 11)
class CompressionVaryFilter implements WebFilter {

    private final List<MediaType> compressed;

    CompressionVaryFilter(ServerProperties server) {
        this.compressed = Arrays.stream(server.getCompression().getAllMimeTypes())
                .map(MediaType::parseMediaType)
                .toList();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> addVary(headers)));
        return chain.filter(exchange);
    }

    private void addVary(HttpHeaders headers) {
        MediaType type = headers.getContentType();
        if (type != null
                && compressed.stream().anyMatch(each -> each.includes(type))
                && headers.getVary().stream().noneMatch(HttpHeaders.ACCEPT_ENCODING::equalsIgnoreCase)) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }
}
