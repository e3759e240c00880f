package studio.atelier.platform.health;

import java.time.Duration;

/** Why a process cannot do its work. */
enum FaultCause {
    /** No room on the heap, or nearly all time goes into collecting it. */
    HEAP("heap", "out of memory (heap)", true),
    /** No room for the buffers of connections. */
    DIRECT_MEMORY("direct-memory", "out of memory (direct)", true),
    /** The database answers, and the pool hands out no connection. */
    CONNECTION_POOL("connection-pool", "connection pool stuck", true),
    /** A thread that serves many connections does nothing. */
    EVENT_LOOP("event-loop", "event loop blocked", true),
    /** All threads for blocking calls are taken; calls that are only slow give them back within a minute. */
    BLOCKING_THREADS("blocking-threads", "threads for blocking calls exhausted", true),
    /** No room for files. A restart makes none. */
    DISK("disk", "disk full", false),
    /** Far from the database's. A restart does not turn it. */
    CLOCK("clock", "clock wrong", false);

    private final String id;
    private final String title;
    private final boolean mendedByRestart;

    FaultCause(String id, String title, boolean mendedByRestart) {
        this.id = id;
        this.title = title;
        this.mendedByRestart = mendedByRestart;
    }

    /** In metrics, files and health details. */
    String id() {
        return id;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** How long it lasts at least before the process ends. */
    Duration shortestUntilEnd() {
        return this == BLOCKING_THREADS ? Duration.ofMinutes(1) : Duration.ZERO;
    }

    boolean isMendedByRestart() {
        return mendedByRestart;
    }
}
