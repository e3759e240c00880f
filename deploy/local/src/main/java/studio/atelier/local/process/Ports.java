package studio.atelier.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** TCP ports of the loopback address. */
public final class Ports {

    /** Below the range of ephemeral ports. */
    private static final int FIRST_FREE = 20_000;

    private static final int LAST_FREE = 32_000;
    private static final int CONNECT_MILLIS = 500;

    private Ports() {}

    /** A port that is free now. Another process may take it before the caller does. */
    public static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, LAST_FREE);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port between %d and %d".formatted(FIRST_FREE, LAST_FREE));
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process accepts connections on the port. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process that listens on the port, as {@code 1234 (java)}, or empty if the system does not show it. */
    public static Optional<String> owner(int port) {
        return output("ss", "-Hltnp", "sport = :" + port)
                .flatMap(Ports::ownerInSs)
                .or(() -> output("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fpc")
                        .flatMap(Ports::ownerInLsof));
    }

    /** {@code … users:(("java",pid=1234,fd=9))}. */
    static Optional<String> ownerInSs(String text) {
        var match = Pattern.compile("\\(\"([^\"]+)\",pid=(\\d+)").matcher(text);
        return match.find() ? Optional.of(match.group(2) + " (" + match.group(1) + ")") : Optional.empty();
    }

    /** {@code p1234\ncjava}. */
    static Optional<String> ownerInLsof(String text) {
        var match = Pattern.compile("p(\\d+)\\s+c(\\S+)").matcher(text);
        return match.find() ? Optional.of(match.group(1) + " (" + match.group(2) + ")") : Optional.empty();
    }

    private static Optional<String> output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty(); // the tool is not installed: the process stays unnamed
        }
    }
}
