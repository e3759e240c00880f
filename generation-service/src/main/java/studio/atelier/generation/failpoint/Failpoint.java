package studio.atelier.generation.failpoint;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place between two steps of a job where the process can be made to die as if killed:
 * {@code ATELIER_FAILPOINT=before-create}. Without the variable every one of them does nothing.
 */
public enum Failpoint {
    /** Billing's yes is committed; nobody has been woken. */
    AFTER_HOLD,
    /** The task is claimed and the job started. */
    AFTER_CLAIM,
    /** The attempt is stored; the provider has not been called. */
    BEFORE_CREATE,
    /** The provider has answered; its task id is not stored. */
    AFTER_PROVIDER_REPLY,
    /** The picture is durable; the job is not completed. */
    BEFORE_CAPTURE,
    /** The job is completed and the capture in the outbox. */
    AFTER_CAPTURE;

    private static final int AS_IF_KILLED = 137;
    private static final @Nullable String ARMED = System.getenv("ATELIER_FAILPOINT");

    /** Ends the process at once, without shutdown hooks, if this is the armed one. */
    public void pass() {
        if (name().toLowerCase(Locale.ROOT).replace('_', '-').equals(ARMED)) {
            Runtime.getRuntime().halt(AS_IF_KILLED);
        }
    }
}
