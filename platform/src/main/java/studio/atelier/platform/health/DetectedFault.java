package studio.atelier.platform.health;

/**
 * What one check found wrong.
 *
 * @param detail figures and names for the log and for operators
 * @param endsAtOnce whether nothing can be trusted any more, so that waiting for better is of no use
 */
record DetectedFault(String detail, boolean endsAtOnce) {

    static DetectedFault of(String detail) {
        return new DetectedFault(detail, false);
    }
}
