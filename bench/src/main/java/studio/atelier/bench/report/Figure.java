package studio.atelier.bench.report;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One measured value.
 *
 * @param what a short description
 * @param unit {@code ms}, {@code /s}, {@code s}, {@code MiB}; the reference has the same
 * @param reference what it is compared with, measured in the same run; null without a comparison
 * @param aims the targets
 */
public record Figure(
        String what, double value, String unit, @Nullable Reference reference, List<Aim> aims) {

    /** Copies the list. */
    public Figure {
        aims = List.copyOf(aims);
    }

    /** A figure without a reference. */
    public static Figure of(String what, double value, String unit) {
        return new Figure(what, value, unit, null, List.of());
    }

    /** The same figure with a reference. */
    public Figure beside(String peer, double peerValue) {
        return new Figure(what, value, unit, new Reference(peer, peerValue), aims);
    }

    /** The same figure with one more aim; an aim for the ratio needs a reference, and is left out without one. */
    public Figure aimedAt(Aim aim) {
        if (reference == null && aim.of() == Aim.Of.RATIO) {
            return this;
        }
        return new Figure(
                what,
                value,
                unit,
                reference,
                Stream.concat(aims.stream(), Stream.of(aim)).toList());
    }

    /** The figure divided by the reference; NaN without a reference. */
    public double ratio() {
        return reference == null ? Double.NaN : value / reference.value();
    }

    /** Whether the figure meets all its aims. */
    public boolean isAsAimed() {
        return aims.stream().allMatch(aim -> aim.isMetBy(this));
    }

    /**
     * The value that a figure is compared with.
     *
     * @param value the value in the figure's unit
     */
    public record Reference(String what, double value) {}
}
