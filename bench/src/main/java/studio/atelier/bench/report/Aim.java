package studio.atelier.bench.report;

/**
 * The target of a figure.
 *
 * @param of what the aim applies to: the figure itself or its ratio to the reference
 * @param atMost whether lower is better
 */
public record Aim(Of of, boolean atMost, double bound) {

    /** What an aim applies to. */
    public enum Of {
        VALUE,
        RATIO
    }

    /** The figure should be this or less. */
    public static Aim atMost(double value) {
        return new Aim(Of.VALUE, true, value);
    }

    /** The figure should be this or more. */
    public static Aim atLeast(double value) {
        return new Aim(Of.VALUE, false, value);
    }

    /** The figure divided by the reference should be this or more. */
    public static Aim ratioAtLeast(double ratio) {
        return new Aim(Of.RATIO, false, ratio);
    }

    /** The figure divided by the reference should be this or less. */
    public static Aim ratioAtMost(double ratio) {
        return new Aim(Of.RATIO, true, ratio);
    }

    boolean isMetBy(Figure figure) {
        double measured = of == Of.VALUE ? figure.value() : figure.ratio();
        return atMost ? measured <= bound : measured >= bound;
    }
}
