package studio.atelier.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    /** {@code Port 8080, which gateway-service needs, is taken by process 1234 (java)}. */
    public static String taken(int port, String user) {
        return "Port %d, which %s needs, is taken%s"
                .formatted(
                        port, user, owner(port).map(who -> " by process " + who).orElse(""));
    }

    /** The process that listens on the port, as {@code 1234 (java)}, or empty if the system does not show it. */
    public static Optional<String> owner(int port) {
        return ownerInSs(Tool.run("ss", "-Hltnp", "sport = :" + port).output())
                .or(() -> ownerInLsof(Tool.run("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fpc")
                        .output()));
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
}
