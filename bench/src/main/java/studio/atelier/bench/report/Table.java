package studio.atelier.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report as lines of text. */
final class Table {

    private static final List<String> HEAD = List.of("", "measured", "reference", "ratio", "aim");
    private static final double LARGE = 100;
    private static final double SMALL = 10;

    private Table() {}

    static String of(Report report) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        report.figures().forEach(figure -> rows.add(row(figure)));
        int[] widths = widths(rows);
        String lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
        String notes = report.notes().stream()
                .map(note -> System.lineSeparator() + "  · " + note)
                .collect(Collectors.joining());
        return "%n%s: %s (%d s)%n%s%s%n"
                .formatted(report.benchmark(), report.title(), report.took().toSeconds(), lines, notes);
    }

    private static List<String> row(Figure figure) {
        Figure.Reference reference = figure.reference();
        return List.of(
                figure.what(),
                amount(figure.value(), figure.unit()),
                reference == null ? "" : amount(reference.value(), figure.unit()) + " " + reference.what(),
                reference == null ? "" : number(figure.ratio()),
                figure.aims().stream().map(aim -> aim(figure, aim)).collect(Collectors.joining(", ")));
    }

    private static String aim(Figure figure, Aim aim) {
        String bound = aim.of() == Aim.Of.RATIO ? "ratio " : "";
        return "%s %s%s %s %s"
                .formatted(
                        aim.isMetBy(figure) ? "✓" : "✗",
                        bound,
                        aim.atMost() ? "≤" : "≥",
                        number(aim.bound()),
                        aim.of() == Aim.Of.RATIO ? "" : figure.unit())
                .strip();
    }

    private static String amount(double value, String unit) {
        return number(value) + " " + unit;
    }

    /** Formats with three digits, which is already more precise than a shared machine allows. */
    private static String number(double value) {
        String format = value >= LARGE ? "%,.0f" : value >= SMALL ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static int[] widths(List<List<String>> rows) {
        return IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static String line(List<String> row, int[] widths) {
        return "  "
                + IntStream.range(0, row.size())
                        .mapToObj(column -> ("%-" + Math.max(1, widths[column]) + "s").formatted(row.get(column)))
                        .collect(Collectors.joining("   "))
                        .stripTrailing();
    }
}
