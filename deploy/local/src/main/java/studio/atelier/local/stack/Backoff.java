package studio.atelier.local.stack;

import java.time.Duration;

/** The wait before a process that ended by itself is restarted. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration HEALTHY = Duration.ofSeconds(60);

    private final Duration longest;
    private Duration next = FIRST;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    /** The wait after an uptime of this length: twice the last wait, or the first one again after a long uptime. */
    Duration after(Duration lived) {
        if (lived.compareTo(HEALTHY) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return wait;
    }
}
