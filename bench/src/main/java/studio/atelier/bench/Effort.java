package studio.atelier.bench;

/** How much is measured: enough for figures to quote, or just enough to detect gross regressions. */
public enum Effort {
    FULL,
    QUICK;

    /** The number for this effort. */
    public int of(int full, int quick) {
        return this == FULL ? full : quick;
    }
}
