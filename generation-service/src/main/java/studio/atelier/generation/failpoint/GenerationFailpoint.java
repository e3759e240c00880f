package studio.atelier.generation.failpoint;

import java.util.Locale;
import studio.atelier.platform.fault.Failpoints;

/** The places between two steps of a job, one of {@link Failpoints} each: {@code before-create}, … */
public enum GenerationFailpoint {
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

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Ends the process at once, without shutdown hooks, if this is the armed one. */
    public void failIfArmed() {
        Failpoints.haltIfArmed(wireName);
    }
}
