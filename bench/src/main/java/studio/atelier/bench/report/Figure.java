package studio.atelier.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * One thing measured.
 *
 * @param what in a few words
 * @param unit {@code ms}, {@code /s}, {@code s}, {@code MiB}; the reference has the same
 * @param reference what it is compared with, measured in the same run; null if it is only told
 * @param aim what it should be; null if nobody has said
 */
public record Figure(
        String what,
        double value,
        String unit,
        @Nullable Reference reference,
        @Nullable Aim aim) {

    /** A figure by itself. */
    public static Figure of(String what, double value, String unit) {
        return new Figure(what, value, unit, null, null);
    }

    /** The same figure, compared. */
    public Figure beside(String peer, double peerValue) {
        return new Figure(what, value, unit, new Reference(peer, peerValue), aim);
    }

    /** The same figure with what it should be. */
    public Figure aimedAt(Aim wished) {
        return new Figure(what, value, unit, reference, wished);
    }

    /** The figure divided by the reference; not a number without one. */
    public double ratio() {
        return reference == null ? Double.NaN : value / reference.value();
    }

    /** Whether it is as it should be; true if nobody has said how. */
    public boolean isAsAimed() {
        return aim == null || aim.isMetBy(this);
    }

    /**
     * The peer.
     *
     * @param value in the figure's unit
     */
    public record Reference(String what, double value) {}
}
