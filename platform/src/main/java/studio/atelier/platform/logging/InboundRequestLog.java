package studio.atelier.platform.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.trace.UserReactorContext;

/** Logs one line for each inbound request, when it ends: never its query, headers or body. */
final class InboundRequestLog implements WebFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger("studio.atelier.request.in");

    /** Outside the security filters, so that refused requests are logged too. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getRequest().getPath().value().startsWith("/actuator")) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> filterLogged(exchange, chain, System.nanoTime()));
    }

    private static Mono<Void> filterLogged(ServerWebExchange exchange, WebFilterChain chain, long start) {
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> logRequest(exchange, start, null)));
        return chain.filter(exchange).doFinally(end -> {
            if (end == SignalType.CANCEL && !exchange.getResponse().isCommitted()) {
                logRequest(exchange, start, "gone");
            }
        });
    }

    private static void logRequest(ServerWebExchange exchange, long start, @Nullable String override) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        String outcome = override == null ? (status == null ? "200" : Integer.toString(status.value())) : override;
        long millis = (System.nanoTime() - start) / 1_000_000;
        String path = exchange.getRequest().getPath().value();
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        var line = log.atInfo()
                .addKeyValue("method", exchange.getRequest().getMethod().name())
                .addKeyValue("path", path)
                .addKeyValue("status", outcome)
                .addKeyValue("millis", millis);
        if (caller != null) {
            line = line.addKeyValue(UserReactorContext.KEY, caller.id().toString());
        }
        line.log("{} {} {} in {} ms", exchange.getRequest().getMethod(), path, outcome, millis);
    }
}
