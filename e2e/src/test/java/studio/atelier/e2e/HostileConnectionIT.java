package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import studio.atelier.local.process.HttpProbe;

/**
 * One anonymous connection that sends without reading does not exhaust the gateway's heap. Both cases once did, with
 * fewer bytes than are sent here.
 */
@WholeStack
class HostileConnectionIT {

    private static final int MOST_BYTES = 40_000_000;
    private static final Duration MOST_TIME = Duration.ofSeconds(8);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final String HANDSHAKE =
            "GET /api/v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String EMPTY_PING = "\u0089\u0080\0\0\0\0";
    private static final String REQUEST = "GET /v3/api-docs HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void survivesPingsWhosePongsAreNotRead(Stack stack) throws IOException {
        ProcessHandle gateway = stack.process("gateway-service");

        long taken = sendWithoutReading(stack.gateway(), HANDSHAKE, EMPTY_PING);

        assertThat(taken).as("bytes of pings that were taken").isLessThan(MOST_BYTES);
        assertIsWell(stack, gateway);
    }

    @Test
    void survivesRequestsWhoseAnswersAreNotRead(Stack stack) throws IOException {
        ProcessHandle gateway = stack.process("gateway-service");

        long taken = sendWithoutReading(stack.gateway(), "", REQUEST);

        assertThat(taken).as("bytes of requests that were taken").isLessThan(MOST_BYTES);
        assertIsWell(stack, gateway);
    }

    private static void assertIsWell(Stack stack, ProcessHandle before) throws IOException {
        assertThat(new HttpProbe(ANSWER_LIMIT)
                        .get(stack.gateway().resolve("/health"), Map.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(stack.process("gateway-service")).isEqualTo(before);
    }

    /** The bytes sent before the connection is closed or accepts no more. */
    private static long sendWithoutReading(URI server, String first, String again) {
        byte[] part = again.repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
        long sent = 0;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            CompletableFuture.delayedExecutor(MOST_TIME.toSeconds(), TimeUnit.SECONDS)
                    .execute(() -> close(socket));
            socket.getOutputStream().write(first.getBytes(StandardCharsets.ISO_8859_1));
            while (sent < MOST_BYTES) {
                socket.getOutputStream().write(part);
                sent += part.length;
            }
            return sent;
        } catch (IOException cutOff) {
            return sent;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
