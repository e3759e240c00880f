package studio.atelier.platform.work;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which the parts of a process stop: the first constant stops first, and starts last. Readiness is off
 * before any of them; what declares no phase stops with {@link #JOB_WORKERS}.
 */
public enum ShutdownPhase {

    /**
     * Workers claim no further task, leave runs that wait for a provider to other workers, and release their leases.
     */
    JOB_WORKERS(SmartLifecycle.DEFAULT_PHASE),

    /** Consumer groups and scheduled tasks take up nothing more; what has begun gets a few seconds. */
    INTAKE(SmartLifecycle.DEFAULT_PHASE - 100),

    /** The bot's loops: an update that is still received is stored and left to another instance. */
    BOT(SmartLifecycle.DEFAULT_PHASE - 512),

    /** The web server accepts no request any more and completes those it has. Its phase is Spring Boot's. */
    WEB_SERVER(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE),

    /** The relay publishes the events that everything above has left in the outbox, and releases its shards. */
    OUTBOX_RELAY(SmartLifecycle.DEFAULT_PHASE - 8192),

    /** Notifications of the database, and the background work of caches, which all of the above use. */
    NOTIFICATIONS(SmartLifecycle.DEFAULT_PHASE - 8192 - 512),

    /** Connections that all of the above use. */
    CONNECTIONS(1);

    private final int phase;

    ShutdownPhase(int phase) {
        this.phase = phase;
    }

    /** The value for {@link SmartLifecycle#getPhase}. */
    public int value() {
        return phase;
    }
}
