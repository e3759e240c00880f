package studio.atelier.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.test.StepVerifier;

class OutboundHttpClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final OutboundHttpClients clients = new OutboundHttpClients();
    private final Sinks.Empty<Void> arrived = Sinks.empty();
    private final Sinks.Empty<Void> disconnected = Sinks.empty();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .doOnConnection(connection -> connection.onDispose(disconnected::tryEmitEmpty))
            .route(routes -> routes.get("/silent", (request, response) -> {
                        arrived.tryEmitEmpty();
                        return Mono.never();
                    })
                    .get("/moved", (request, response) -> response.sendRedirect("/silent")))
            .bindNow();

    @BeforeEach
    void measure() {
        Metrics.addRegistry(meters);
    }

    @AfterEach
    void stop() {
        clients.close();
        server.disposeNow();
        Metrics.removeRegistry(meters);
    }

    @Test
    void refusesARequestWhenAsManyWaitAsThereAreConnections() {
        HttpClient client = createClient(1, LIMIT);
        Disposable first = get(client, "/silent").subscribe();
        StepVerifier.create(arrived.asMono()).expectComplete().verify(LIMIT);
        Disposable second = get(client, "/silent").subscribe();

        StepVerifier.create(get(client, "/silent"))
                .expectError(PoolAcquirePendingLimitException.class)
                .verify(LIMIT);

        first.dispose();
        second.dispose();
    }

    @Test
    void doesNotWaitForASilentService() {
        StepVerifier.create(get(createClient(1, Duration.ofMillis(100)), "/silent"))
                .expectError(ReadTimeoutException.class)
                .verify(LIMIT);
    }

    @Test
    void followsNoRedirect() {
        StepVerifier.create(get(createClient(1, LIMIT), "/moved"))
                .expectNext(302)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void measuresItsConnections() {
        StepVerifier.create(get(createClient(7, LIMIT), "/moved"))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);

        assertThat(meters.get("reactor.netty.connection.provider.max.connections")
                        .tag("name", "test")
                        .gauge()
                        .value())
                .isEqualTo(7);
    }

    @Test
    void closesItsConnectionsAtTheEnd() {
        StepVerifier.create(get(createClient(1, LIMIT), "/moved"))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);

        clients.close();

        StepVerifier.create(disconnected.asMono()).expectComplete().verify(LIMIT);
    }

    private HttpClient createClient(int maxConnections, Duration responseTimeout) {
        return clients.createHttpClient("test", maxConnections, LIMIT, responseTimeout);
    }

    private Mono<Integer> get(HttpClient client, String path) {
        return client.get()
                .uri("http://127.0.0.1:" + server.port() + path)
                .response()
                .map(response -> response.status().code());
    }
}
