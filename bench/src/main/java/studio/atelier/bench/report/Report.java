package studio.atelier.bench.report;

import java.time.Duration;
import java.util.List;

/**
 * The result of one benchmark.
 *
 * @param notes what a reader of the figures has to know: the method, and anything unusual in the run
 * @param took duration of the whole benchmark, including preparations
 */
public record Report(String benchmark, String title, List<Figure> figures, List<String> notes, Duration took) {

    /** Copies the lists. */
    public Report {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }

    /** The same report with its duration. */
    public Report after(Duration time) {
        return new Report(benchmark, title, figures, notes, time);
    }
}
