package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.test.StepVerifier;

class ProviderHttpClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AtomicInteger requests = new AtomicInteger();

    /** A reset tells as little as silence about whether the provider took the request, which is paid for. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repeatsNoRequestWhoseConnectionBreaks(boolean reset) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> acceptConnections(listener, reset));
            URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            WebClient client = SafeFetchFixtures.clients()
                    .createClient("a-provider", uri, LIMIT, DataSize.ofKilobytes(1))
                    .build();

            // The pause gives the connection back, so that the second request uses it again.
            StepVerifier.create(post(client)
                            .then(Mono.delay(Duration.ofMillis(200)))
                            .then(post(client)))
                    .expectErrorSatisfies(e -> assertThat(ProviderHttpClients.toProviderException("a-provider", e))
                            .isInstanceOf(ProviderException.Unanswered.class))
                    .verify(LIMIT);
        }
        assertThat(requests).as("one answered, one broken").hasValue(2);
    }

    @ParameterizedTest
    @MethodSource("lacksOfConnections")
    void knowsThatARequestWithoutAConnectionWasNotSent(Exception lack) {
        URI uri = URI.create("http://127.0.0.1/paid");
        Exception error = new WebClientRequestException(lack, HttpMethod.POST, uri, HttpHeaders.EMPTY);

        assertThat(ProviderHttpClients.toProviderException("a-provider", error))
                .isInstanceOfSatisfying(
                        ProviderException.Busy.class,
                        busy -> assertThat(busy.detailCode()).isEqualTo("a-provider_no_connection"));
    }

    static List<Exception> lacksOfConnections() {
        return List.of(new PoolAcquireTimeoutException(LIMIT), new PoolAcquirePendingLimitException(500));
    }

    private static Mono<String> post(WebClient client) {
        return client.post().uri("/paid").bodyValue("a request").retrieve().bodyToMono(String.class);
    }

    private void acceptConnections(ServerSocket listener, boolean reset) {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                Thread.ofVirtual().start(() -> answerOnceThenBreak(connection, reset));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Answers the first request of all, and breaks the connection of each further one. */
    private void answerOnceThenBreak(Socket connection, boolean reset) {
        try (connection) {
            if (requests.get() == 0) {
                readRequest(connection);
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
            }
            readRequest(connection);
            connection.setSoLinger(reset, 0);
        } catch (IOException closed) {
            // The client has no more requests.
        }
    }

    private void readRequest(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder received = new StringBuilder();
        while (received.indexOf("a request") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("No request");
            }
            received.append((char) next);
        }
        requests.incrementAndGet();
    }
}
