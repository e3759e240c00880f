package studio.atelier.local.infra;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Redis with an append-only file, so that a kill loses at most the last second. */
public final class RedisServer extends Server {

    private static final int ANSWER_MILLIS = 1_000;
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Binaries binaries;

    public RedisServer(Path directory, int port, Binaries binaries) {
        super("Redis", directory, port);
        this.binaries = binaries;
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    @Override
    void prepare() {
        // Redis creates its files itself
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(binaries.redis().toString()));
        command.addAll(List.of(
                "--port", Integer.toString(port()),
                "--bind", "127.0.0.1",
                "--dir", directory().toString(),
                "--appendonly", "yes",
                // With fsync a busy disk would block Redis; without it only a machine crash loses writes.
                "--appendfsync", "no",
                "--save", "",
                "--maxmemory", "256mb",
                "--maxmemory-policy", "volatile-lru",
                "--loglevel", "warning"));
        return command;
    }

    @Override
    boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(PING);
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }
}
