package studio.atelier.generation.failpoint;

import studio.atelier.contracts.WireNameConverter;
import studio.atelier.platform.failpoint.Failpoints;

/** The places between two steps of a job, one of {@link Failpoints} each: {@code before-create}, … */
public enum GenerationFailpoint {
    /** The placed hold is committed; no worker has been signalled. */
    AFTER_HOLD,
    /** The task is claimed and the job started. */
    AFTER_CLAIM,
    /** The attempt is stored; the provider has not been called. */
    BEFORE_CREATE,
    /** The provider has answered; the name of its task is not stored. */
    AFTER_PROVIDER_REPLY,
    /** The image is durable; the job is not completed. */
    BEFORE_CAPTURE,
    /** The job is completed and the capture in the outbox. */
    AFTER_CAPTURE;

    private final String wireName = WireNameConverter.toWireName(this);

    /** Ends the process at once, without shutdown hooks, if this failpoint is armed. */
    public void failIfArmed() {
        Failpoints.haltIfArmed(wireName);
    }
}
