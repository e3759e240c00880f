package studio.atelier.bench.report;

import java.time.Duration;
import java.util.List;

/**
 * What one benchmark found.
 *
 * @param notes what a reader of the figures has to know: how it was done, what went otherwise than usual
 * @param took the whole benchmark, its preparations included
 */
public record Report(String benchmark, String title, List<Figure> figures, List<String> notes, Duration took) {

    /** Copies the lists. */
    public Report {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }

    /** The same report with the time it took. */
    public Report after(Duration time) {
        return new Report(benchmark, title, figures, notes, time);
    }
}
