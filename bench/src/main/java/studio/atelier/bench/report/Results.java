package studio.atelier.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prints each report when it is complete and writes all reports of a run to one file. */
public final class Results {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final JsonMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final Path file;
    private final Instant started;
    private final boolean quick;
    private final Machine machine;
    private final List<Report> reports = new ArrayList<>();

    /**
     * The results of a run that begins now.
     *
     * @param quick whether it is a short run, whose figures are only indicative
     */
    public Results(Path directory, Instant started, boolean quick, Machine machine) {
        this.file = directory.resolve(NAME.format(started) + ".json");
        this.started = started;
        this.quick = quick;
        this.machine = machine;
    }

    /** Prints a report and rewrites the file. */
    public void add(Report report, PrintStream out) throws IOException {
        reports.add(report);
        out.print(Table.of(report));
        Files.createDirectories(file.getParent());
        Files.write(file, json.writeValueAsBytes(new Run(started, quick, machine, reports)));
    }

    /** The file with the run's figures. */
    public Path file() {
        return file;
    }

    private record Run(Instant started, boolean quick, Machine machine, List<Report> reports) {}
}
