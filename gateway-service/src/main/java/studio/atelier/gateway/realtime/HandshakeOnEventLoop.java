package studio.atelier.gateway.realtime;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Runs the WebSocket handshake on the event loop of its connection. On another thread, such as the Redis thread that
 * answered the rate limit, a client's first frame may arrive before Reactor Netty has replaced the request with the
 * WebSocket: the frame is then delivered to the finished request and lost.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class HandshakeOnEventLoop implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getRequest().getPath().value().equals(RealtimeConfiguration.PATH)
                ? chain.filter(exchange).subscribeOn(Schedulers.fromExecutor(eventLoop(exchange.getResponse())))
                : chain.filter(exchange);
    }

    private static Executor eventLoop(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        AtomicReference<Executor> loop = new AtomicReference<>(Runnable::run);
        netty.withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return loop.get();
    }
}
