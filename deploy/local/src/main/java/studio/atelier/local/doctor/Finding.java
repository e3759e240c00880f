package studio.atelier.local.doctor;

/**
 * The result of one check.
 *
 * @param level how serious it is
 * @param what was checked and found
 * @param advice what to do; empty if there is nothing to do
 */
record Finding(Level level, String what, String advice) {

    enum Level {
        FINE("✓"),
        /** Worth knowing, but nothing is broken. */
        NOTE("!"),
        BROKEN("✗");

        private final String mark;

        Level(String mark) {
            this.mark = mark;
        }
    }

    static Finding fine(String what) {
        return new Finding(Level.FINE, what, "");
    }

    static Finding note(String what, String advice) {
        return new Finding(Level.NOTE, what, advice);
    }

    static Finding broken(String what, String advice) {
        return new Finding(Level.BROKEN, what, advice);
    }

    static Finding of(boolean fine, String what, String advice) {
        return fine ? fine(what) : broken(what, advice);
    }

    boolean isBroken() {
        return level == Level.BROKEN;
    }

    /** {@code ✗ what}, and below it the advice. */
    String text() {
        String line = "  " + level.mark + " " + what;
        return advice.isEmpty() ? line : line + System.lineSeparator() + "      → " + advice;
    }
}
