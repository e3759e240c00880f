package studio.atelier.platform.health;

/**
 * What one check found wrong.
 *
 * @param detail figures and names for the log and for operators
 * @param endsAtOnce whether nothing can be trusted any more, so that waiting for better is of no use
 */
record Fault(String detail, boolean endsAtOnce) {

    static Fault of(String detail) {
        return new Fault(detail, false);
    }
}
