package studio.atelier.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * One measured value.
 *
 * @param what a short description
 * @param unit {@code ms}, {@code /s}, {@code s}, {@code MiB}; the reference has the same
 * @param reference what it is compared with, measured in the same run; null without a comparison
 * @param aim the target; null without one
 */
public record Figure(
        String what,
        double value,
        String unit,
        @Nullable Reference reference,
        @Nullable Aim aim) {

    /** A figure without a reference. */
    public static Figure of(String what, double value, String unit) {
        return new Figure(what, value, unit, null, null);
    }

    /** The same figure with a reference. */
    public Figure beside(String peer, double peerValue) {
        return new Figure(what, value, unit, new Reference(peer, peerValue), aim);
    }

    /** The same figure with an aim. */
    public Figure aimedAt(Aim wished) {
        return new Figure(what, value, unit, reference, wished);
    }

    /** The figure divided by the reference; NaN without a reference. */
    public double ratio() {
        return reference == null ? Double.NaN : value / reference.value();
    }

    /** Whether the figure meets its aim; true without an aim. */
    public boolean isAsAimed() {
        return aim == null || aim.isMetBy(this);
    }

    /**
     * The value that a figure is compared with.
     *
     * @param value the value in the figure's unit
     */
    public record Reference(String what, double value) {}
}
