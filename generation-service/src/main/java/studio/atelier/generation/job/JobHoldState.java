package studio.atelier.generation.job;

/** State of a hold at billing, as this service knows it. */
public enum JobHoldState {
    /** PlaceHold is sent and not answered yet. */
    ASKED,
    PLACED,
    DECLINED,
    /** CaptureHold is sent and not answered yet. */
    CAPTURING,
    CAPTURED,
    /** ReleaseHold is sent and not answered yet. */
    RELEASING,
    RELEASED,
    /** Billing's ledger and this service disagree; an operator must look into it. */
    LOST
}
