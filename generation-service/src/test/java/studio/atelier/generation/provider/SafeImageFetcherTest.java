package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SafeImageFetcherTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ok", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
            exchange.close();
        });
        server.createContext("/large", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100_000]);
            exchange.close();
        });
        server.createContext("/inside", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://10.0.0.1/secret");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/inside-over-tls", exchange -> {
            exchange.getResponseHeaders().set("Location", "https://[::ffff:10.0.0.1]/secret");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/to", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/round", exchange -> {
            exchange.getResponseHeaders().set("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void fetchesFromATrustedHost() {
        StepVerifier.create(trusting().fetchImage(url("/moved")))
                .assertNext(picture -> {
                    assertThat(picture.bytes()).containsExactly(1, 2, 3);
                    assertThat(picture.contentType()).isEqualTo("image/png");
                })
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void isNotLedInsideByARedirect() {
        expectUnusable(trusting(), url("/inside"), "fetch_not_https");
        expectUnusable(trusting(), url("/inside-over-tls"), "fetch_private_address");
    }

    @Test
    void doesNotGoRoundAndRound() {
        expectUnusable(trusting(), url("/round"), "fetch_redirects");
    }

    @Test
    void cutsOffWhatIsTooLarge() {
        expectUnusable(trusting(), url("/large"), "fetch_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/x",
                "https://10.1.2.3/x",
                "https://192.168.1.1/x",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/x",
                "https://[fd00::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://0.0.0.0/x"
            })
    void refusesPrivateAddressesWrittenOut(String url) {
        expectUnusable(trusting(), url, "fetch_private_address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com/x", "file:///etc/passwd", "ftp://example.com/x", "https://u:p@example.com/x"
            })
    void refusesWhatIsNotPlainHttps(String url) {
        StepVerifier.create(trusting().fetchImage(url))
                .expectError(ProviderException.Unusable.class)
                .verify(LIMIT);
    }

    @Test
    void refusesANameThatLeadsInside() {
        expectUnusable(trusting(), "https://localhost/x.png", "fetch_private_address");
    }

    /** Loopback addresses in notations that parsers, resolvers and browsers interpret differently. */
    @Test
    void opensNoConnectionToLoopbackHoweverItIsSpelled() throws IOException {
        assertThat(LoopbackSpellings.list()).hasSizeGreaterThan(200);
        assertThat(countConnectionsOfFetches((host, port) -> "https://" + host + ":" + port + "/x"))
                .isZero();
    }

    @Test
    void isRedirectedToNoLoopbackHoweverItIsSpelled() throws IOException {
        assertThat(countConnectionsOfFetches((host, port) ->
                        url("/to?" + URLEncoder.encode("https://" + host + ":" + port + "/x", StandardCharsets.UTF_8))))
                .isZero();
    }

    /** Fetches from every spelling of an address at which a server listens. */
    private int countConnectionsOfFetches(BiFunction<String, Integer, String> toUrl) throws IOException {
        AtomicInteger connections = new AtomicInteger();
        List<String> hosts = LoopbackSpellings.list();
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> countConnections(listener, connections));
            StepVerifier.create(Flux.fromIterable(hosts)
                            .flatMap(
                                    host -> trusting()
                                            .fetchImage(toUrl.apply(host, listener.getLocalPort()))
                                            .then(Mono.just("fetched"))
                                            .onErrorReturn(ProviderException.class, "failed"),
                                    hosts.size())
                            .distinct())
                    .expectNext("failed")
                    .expectComplete()
                    .verify(LIMIT);
        }
        return connections.get();
    }

    private static void countConnections(ServerSocket listener, AtomicInteger connections) {
        while (!listener.isClosed()) {
            try (Socket accepted = listener.accept()) {
                connections.incrementAndGet();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private SafeImageFetcher trusting() {
        return SafeFetchFixtures.trusting("127.0.0.1:" + server.getAddress().getPort());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void expectUnusable(SafeImageFetcher fetch, String url, String detail) {
        StepVerifier.create(fetch.fetchImage(url))
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                ProviderException.Unusable.class,
                                unusable -> assertThat(unusable.detailCode()).isEqualTo(detail)))
                .verify(LIMIT);
    }
}
