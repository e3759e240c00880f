package studio.atelier.bench;

/** How much is measured: enough for figures to quote, or just enough to see that nothing is badly off. */
public enum Effort {
    FULL,
    QUICK;

    /** The number that fits. */
    public int of(int full, int quick) {
        return this == FULL ? full : quick;
    }
}
