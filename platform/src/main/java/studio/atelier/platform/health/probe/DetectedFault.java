package studio.atelier.platform.health.probe;

/**
 * A fault found by one check.
 *
 * @param detail values and names for the log and for operators
 * @param endsAtOnce whether the process can no longer be trusted, so that waiting for recovery is useless
 */
public record DetectedFault(String detail, boolean endsAtOnce) {

    public static DetectedFault of(String detail) {
        return new DetectedFault(detail, false);
    }
}
