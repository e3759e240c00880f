package studio.atelier.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.PublicPathPatterns;

/** Client behaviour on raw connections, byte by byte, against the server that every service uses. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest {

    private static final int MEGABYTE = 1 << 20;
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED =
            "POST /open/text" + HEAD + "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String NEXT = "GET /open/next" + HEAD + "Connection: close\r\n\r\n";

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = new SpringApplication(Service.class)
                .run(
                        "--spring.config.import=classpath:atelier-platform.yml",
                        "--spring.application.name=connection-service",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--atelier.auth.jwks-uri=http://localhost:1/jwks.json",
                        "--atelier.connection.linger-time=1500ms",
                        "--atelier.connection.write-timeout=1s");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void readsOnAfterARequestThatWaitedForTheOneBefore() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /open/slow" + HEAD + "\r\nGET /open/next" + HEAD + "\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("slow");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("next");

            client.send(NEXT);

            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 200").endsWith("next");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/open/text, close, 413",
        "/open/text, keep-alive, 413",
        "/private, close, 401",
        "/private, keep-alive, 401",
        "/open/odd, close, 404",
        "/open/next, close, 405"
    })
    void deliversAnEarlyAnswerToAClientThatSendsEverythingFirst(String path, String connection, int status)
            throws IOException {
        try (Client client = new Client()) {
            client.send("POST " + path + HEAD + "Connection: " + connection + "\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: " + 8 * MEGABYTE + "\r\n\r\n");
            client.sendMegabytes(8);

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json")
                    .contains("\"status\":" + status);
        }
    }

    @Test
    void deliversAnEarlyAnswerToAChunkedBody() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /open/text" + HEAD
                    + "Connection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                client.send("100000\r\n");
                client.sendMegabytes(1);
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");

            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 413 ").contains("PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void keepsTheConnectionOfWhoseBodyHasEnded() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /private" + HEAD + "Content-Length: " + MEGABYTE + "\r\n\r\n");
            client.sendMegabytes(1);
            assertThat(client.answer()).startsWith("HTTP/1.1 401 ");

            client.send(NEXT);

            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void stopsReadingABodyThatIsFarTooLarge(String connection) throws IOException {
        try (Client client = new Client()) {
            client.send("POST /private" + HEAD + "Connection: " + connection + "\r\nContent-Length: " + 64 * MEGABYTE
                    + "\r\n\r\n");
            int sent = client.timesTaken("x".repeat(MEGABYTE), 64);

            assertThat(sent).isLessThan(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void stopsWaitingForABodyThatDoesNotCome(String connection) throws IOException {
        try (Client client = new Client()) {
            client.send("POST /private" + HEAD + "Connection: " + connection + "\r\nContent-Length: 1000\r\n\r\n");

            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void asksForNoBodyThatItRefuses() throws IOException {
        try (Client client = new Client()) {
            client.send(
                    "POST /private" + HEAD + "Expect: 100-continue\r\nContent-Length: " + 8 * MEGABYTE + "\r\n\r\n");
            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 401 ").doesNotContain("100 Continue");
        }
    }

    @Test
    void asksForABodyThatItWants() throws IOException {
        try (Client client = new Client()) {
            client.send(
                    "POST /open/text" + HEAD
                            + "Connection: close\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 100 ");
            client.send("ok");
            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void answersAnAddressThatIsTooLongWithAProblem() throws IOException {
        expectProblem("GET /open/next?" + "x".repeat(100_000) + HEAD + "\r\n", 414, "URI_TOO_LONG");
    }

    @Test
    void answersHeadersThatAreTooLargeWithAProblem() throws IOException {
        expectProblem("GET /open/next" + HEAD + "X: " + "x".repeat(100_000) + "\r\n\r\n", 431, "HEADERS_TOO_LARGE");
    }

    private static void expectProblem(String request, int status, String code) throws IOException {
        try (Client client = new Client()) {
            client.send(request);

            assertThat(client.toTheEnd())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("\"code\":\"" + code + "\"")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 5\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\013chunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\naaaaaX0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\nb\r\na\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST /open/text HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n 0\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n",
                "GET /open/next HTTP/1.1\nHost: a\n\n",
                "GET /open/next HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET /open/next HTTP/2.0\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /open/next\r\n\r\n",
                "G(T /open/next HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /open/next HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
                "\26\3\1 hello\r\n\r\n",
            })
    void answersNothingThatIsHiddenBehindAnAmbiguousRequest(String ambiguous) throws IOException {
        expectProblem(ambiguous + NEXT, 400, "MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\nmoreX", "0x0\r\n\r\n"})
    void takesNoBodyThatCannotBeReadToItsEnd(String end) throws IOException {
        Paths.received.clear();
        try (Client client = new Client()) {
            client.send("POST /open/text" + HEAD
                    + "Accept-Language: uk\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nbegun\r\n");
            client.send(end + NEXT);

            assertThat(client.toTheEnd())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"MALFORMED_REQUEST\"", "Content-Language: uk")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(Paths.received).isEmpty();
    }

    @Test
    void answersTheRequestsBeforeABrokenBody() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /open/slow" + HEAD + "\r\n" + CHUNKED + "5\r\nwhole\r\n0\r\n\r\n" + CHUNKED
                    + "5\r\nbegun\r\nzz\r\n" + NEXT);

            assertThat(client.answer()).startsWith("HTTP/1.1 200 ").endsWith("slow");
            assertThat(client.answer()).startsWith("HTTP/1.1 200 ").endsWith("whole");
            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @Test
    void refusesABrokenBodyThatItWouldHaveAskedFor() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /open/text" + HEAD
                    + "Expect: 100-continue\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

            assertThat(client.toTheEnd()).contains("HTTP/1.1 400 ").contains("MALFORMED_REQUEST");
        }
    }

    @Test
    void deliversAnEarlyAnswerToABrokenBody() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /private" + HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n");
            client.send("zz\r\n");
            client.sendMegabytes(8);

            assertThat(client.toTheEnd()).startsWith("HTTP/1.1 401 ").containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @Test
    void stopsReadingAfterABodyThatIsBroken() throws IOException {
        try (Client client = new Client()) {
            client.send(CHUNKED + "zz\r\n");

            assertThat(client.timesTaken("x".repeat(MEGABYTE), 64)).isLessThan(50);
        }
    }

    @Test
    void closesTheConnectionOfABrokenBodyThatIsAlreadyAnswered() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /private" + HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 401 ");

            client.send("zz\r\n" + NEXT);

            assertThat(client.toTheEnd()).isEmpty();
        }
    }

    @Test
    void answersAsManyPipelinedRequestsAsItTakes() throws IOException {
        try (Client client = new Client()) {
            client.send(("GET /open/slow" + HEAD + "\r\n").repeat(16));

            for (int i = 0; i < 16; i++) {
                assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void closesTheConnectionOfWhoSendsMoreRequestsAhead() throws IOException {
        try (Client client = new Client()) {
            String requests = ("GET /open/never" + HEAD + "\r\n").repeat(1000);

            assertThat(client.timesTaken(requests, 600))
                    .as("what the sockets hold")
                    .isLessThan(300);
        }
    }

    @Test
    void takesFewRequestsOfWhoReadsNoAnswer() throws IOException {
        try (Client client = new Client()) {
            String requests = ("GET /open/large" + HEAD + "\r\n").repeat(1000);

            assertThat(client.timesTaken(requests, 600))
                    .as("the rest of what the sockets hold")
                    .isLessThan(300);
        }
    }

    /** A raw client that sends only what the test writes. */
    private static final class Client implements AutoCloseable {

        private static final byte[] MEGABYTE_OF_X = "x".repeat(MEGABYTE).getBytes(StandardCharsets.US_ASCII);

        private final Socket socket = new Socket();

        Client() throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void sendMegabytes(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(MEGABYTE_OF_X);
            }
        }

        /** The number of times, up to a maximum, that the text can be sent before the connection is closed. */
        int timesTaken(String text, int most) {
            int sent = 0;
            try {
                for (; sent < most; sent++) {
                    send(text);
                }
            } catch (IOException closed) {
                return sent;
            }
            return sent;
        }

        /** Reads one response: its head, and the body of the declared length. */
        String answer() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                assertThat(next).as("end of the connection after %s", head).isNotNegative();
                head.write(next);
            }
            var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head.toString());
            int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
            return head.toString(StandardCharsets.UTF_8)
                    + new String(socket.getInputStream().readNBytes(rest), StandardCharsets.UTF_8);
        }

        /** Reads everything until the server closes the connection. */
        String toTheEnd() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(all);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("The connection stays open after " + all, e);
            }
            return all.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
            })
    @Import(Paths.class)
    static class Service {

        @Bean
        PublicPathPatterns open() {
            return PublicPathPatterns.of("/open/**");
        }
    }

    @RestController
    static class Paths {

        static final Queue<String> received = new ConcurrentLinkedQueue<>();

        @GetMapping("/open/next")
        String next() {
            return "next";
        }

        @GetMapping("/open/slow")
        Mono<String> slow() {
            return Mono.delay(Duration.ofMillis(50)).thenReturn("slow");
        }

        @GetMapping("/open/never")
        Mono<String> never() {
            return Mono.never();
        }

        @GetMapping("/open/large")
        String large() {
            return "x".repeat(200_000);
        }

        @PostMapping("/open/text")
        Mono<String> echo(@RequestBody String text) {
            received.add(text);
            return Mono.just(text);
        }

        @PostMapping("/private")
        String secret(@RequestBody String text) {
            return text;
        }
    }
}
