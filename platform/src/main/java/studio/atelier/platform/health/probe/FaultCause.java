package studio.atelier.platform.health.probe;

import java.time.Duration;

/** Why a process cannot do its work. */
public enum FaultCause {
    /** The heap is full, or nearly all time is spent on collections. */
    HEAP("heap", "out of memory (heap)", true),
    /** No memory for connection buffers. */
    DIRECT_MEMORY("direct-memory", "out of memory (direct)", true),
    /** The database answers, but the pool hands out no connection. */
    CONNECTION_POOL("connection-pool", "connection pool stuck", true),
    /** A thread that serves many connections is blocked. */
    EVENT_LOOP("event-loop", "event loop blocked", true),
    /** All threads for blocking calls are taken; calls that are only slow release them within a minute. */
    BLOCKING_THREADS("blocking-threads", "threads for blocking calls exhausted", true),
    /** No space for files. A restart frees none. */
    DISK("disk", "disk full", false),
    /** The clock differs much from the database's. A restart does not correct it. */
    CLOCK("clock", "clock wrong", false);

    private final String id;
    private final String title;
    private final boolean mendedByRestart;

    FaultCause(String id, String title, boolean mendedByRestart) {
        this.id = id;
        this.title = title;
        this.mendedByRestart = mendedByRestart;
    }

    /** The name in metrics, files and health details. */
    public String id() {
        return id;
    }

    /** The name for log lines and operators. */
    public String title() {
        return title;
    }

    /** The shortest time that the fault lasts before the process ends. */
    public Duration shortestUntilEnd() {
        return this == BLOCKING_THREADS ? Duration.ofMinutes(1) : Duration.ZERO;
    }

    public boolean isMendedByRestart() {
        return mendedByRestart;
    }
}
