package studio.atelier.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A service behind the gateway: answers every request with 200 and records what it received. Below {@link #ENDLESS} its
 * response has no end.
 */
public final class StubService implements AutoCloseable {

    static final String ENDLESS = "/endless";

    /** The content security policy of its image responses. */
    static final String POLICY = "default-src 'none'; sandbox";

    private final AtomicInteger endlessBegun = new AtomicInteger();
    private final AtomicInteger endlessEnded = new AtomicInteger();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final DisposableServer server;

    private StubService() {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
    }

    /** Starts a service on a free port. */
    public static StubService start() {
        return new StubService();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.fullPath().endsWith(ENDLESS) ? answerWithoutEnd(response) : answerOnce(request, response);
    }

    private Publisher<Void> answerWithoutEnd(HttpServerResponse response) {
        Flux<byte[]> parts = Flux.range(0, Integer.MAX_VALUE)
                .map(n -> new byte[8192])
                .doOnSubscribe(start -> endlessBegun.incrementAndGet())
                .doFinally(end -> endlessEnded.incrementAndGet());
        return response.sendByteArray(parts).then();
    }

    private Mono<Void> answerOnce(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            seen.add(new Seen(request.fullPath(), request.requestHeaders().copy(), body.length()));
            if (request.fullPath().startsWith("/images/")) {
                response.header("Content-Security-Policy", POLICY);
            }
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just("{\"ok\":true}"))
                    .then();
        });
    }

    /** The service's address. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    Queue<Seen> seen() {
        return seen;
    }

    int endlessBegun() {
        return endlessBegun.get();
    }

    int endlessEnded() {
        return endlessEnded.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    /** A received request. */
    record Seen(String path, HttpHeaders headers, int bodyLength) {}
}
