package studio.atelier.local.stack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** The supervisor's output, one line at a time. */
final class Console {

    private final PrintStream out;

    Console(PrintStream out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** {@code ✓ Kafka 3.2 s on port 19092}. */
    void done(String what, Duration took, String detail) {
        say("  ✓ %-20s %6s   %s".formatted(what, seconds(took), detail));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
