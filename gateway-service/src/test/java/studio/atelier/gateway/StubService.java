package studio.atelier.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A service behind the gateway: answers every request with 200 and remembers what reached it. */
final class StubService implements AutoCloseable {

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final DisposableServer server;

    private StubService() {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
    }

    static StubService start() {
        return new StubService();
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            seen.add(new Seen(request.fullPath(), request.requestHeaders().copy(), body.length()));
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just("{\"ok\":true}"))
                    .then();
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    Queue<Seen> seen() {
        return seen;
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    /** A request that arrived. */
    record Seen(String path, HttpHeaders headers, int bodyLength) {}
}
