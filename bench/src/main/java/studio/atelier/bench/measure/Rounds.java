package studio.atelier.bench.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.bench.report.Figure;

/** The figures of repeated rounds. */
public final class Rounds {

    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();

    /** Adds the figures of one more round. */
    public void add(Collection<Figure> round) {
        round.forEach(figure -> figures.computeIfAbsent(figure.what(), what -> new ArrayList<>())
                .add(figure));
    }

    /** Each figure with its median; one that some rounds lack has the median of the others. */
    public List<Figure> medians() {
        return figures.values().stream().map(Rounds::medianOf).toList();
    }

    private static Figure medianOf(List<Figure> rounds) {
        return Figure.of(
                rounds.getFirst().what(),
                median(rounds.stream().map(Figure::value).toList()),
                rounds.getFirst().unit());
    }

    /** The value in the middle, of an even number the greater one; NaN of none. */
    public static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
