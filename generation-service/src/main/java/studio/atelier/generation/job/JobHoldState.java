package studio.atelier.generation.job;

/** Our side of a hold at billing. */
public enum JobHoldState {
    /** PlaceHold is on its way. */
    ASKED,
    PLACED,
    DECLINED,
    /** CaptureHold is on its way. */
    CAPTURING,
    CAPTURED,
    /** ReleaseHold is on its way. */
    RELEASING,
    RELEASED,
    /** Billing's books say otherwise than ours; an operator has to look. */
    LOST
}
