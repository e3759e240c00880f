package studio.atelier.sandbox.fault;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Breaks connections. */
public final class HangUp {

    private HangUp() {}

    /** Closes the request's connection after what was sent so far; never completes otherwise. */
    public static <T> Mono<T> on(ServerWebExchange exchange) {
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        return Mono.<T>never().doOnSubscribe(subscribed -> response.withConnection(Connection::dispose));
    }
}
