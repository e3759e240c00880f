package studio.atelier.bench.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import studio.atelier.bench.Effort;
import studio.atelier.bench.measure.Rounds;
import studio.atelier.bench.report.Figure;
import studio.atelier.e2e.Stack;
import studio.atelier.local.process.Tool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same work written in plain Python, in {@code bench/peers/python-studio}, on the PostgreSQL program of the stack.
 * It has several kinds of workers, and figures of the same names as Atelier's.
 */
final class PythonPeer {

    /** A job of the peer may get stuck. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path script;

    /** Beside that of the stack, thus on the same disk. */
    private final Path directory;

    private final Path postgres;
    private final Tool installed;
    private final Map<String, Rounds> roundsByWorker = new LinkedHashMap<>();

    PythonPeer(Stack stack) {
        this.script = stack.directory().root().resolve("bench/peers/python-studio/run.sh");
        this.directory = stack.directory().run().resolveSibling("peer");
        this.postgres = Path.of(stack.process("postgres").info().command().orElseThrow());
        this.installed = Tool.run(script.toString(), "installed");
    }

    /**
     * Measures one more round with each kind of worker; does nothing if the peer's packages are not installed.
     *
     * @throws IllegalStateException if the peer did not do the measured work
     */
    void measure(String benchmark, Effort effort) {
        if (!installed.succeeded()) {
            return;
        }
        try {
            Path results = Files.createTempDirectory(Files.createDirectories(directory), "results-");
            run(results, effort == Effort.QUICK ? List.of("--quick", benchmark) : List.of(benchmark));
            try (Stream<Path> files = Files.list(results)) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(this::addRound);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Path results, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        Path output = results.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().put("RESULTS", results.toString());
        builder.environment().put("PG_BIN", postgres.resolveSibling("").toString());
        Process peer = builder.start();
        try {
            if (!peer.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || peer.exitValue() != 0) {
                throw new IllegalStateException("The Python peer failed, or did not end within %s:%n%s"
                        .formatted(LIMIT, Files.readString(output)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            peer.destroy(); // its script ends what it started
        }
    }

    private void addRound(Path result) {
        JsonNode round = JSON.readTree(result.toFile());
        roundsByWorker
                .computeIfAbsent(round.path("label").asString(), worker -> new Rounds())
                .add(figures(round.path("figures")));
    }

    /** The peer's figures are named by what is measured and the unit. */
    static List<Figure> figures(JsonNode values) {
        return values.properties().stream()
                .filter(named -> named.getValue().isNumber())
                .map(named -> figure(named.getKey(), named.getValue().asDouble()))
                .toList();
    }

    private static Figure figure(String name, double value) {
        int unit = name.lastIndexOf(", ");
        return Figure.of(name.substring(0, unit), value, name.substring(unit + 2));
    }

    /** The figure beside the median of the peer with each kind of worker; alone if the peer has no such figure. */
    List<Figure> besideEachWorker(Figure figure) {
        List<Figure> rows = besideEachWorker(figure, figure.what(), "");
        return rows.isEmpty() ? List.of(figure) : rows;
    }

    /**
     * The figure beside another one of the peer with each kind of worker; empty if the peer has no such figure.
     *
     * @param suffix follows the worker's name
     */
    List<Figure> besideEachWorker(Figure figure, String what, String suffix) {
        List<Figure> rows = new ArrayList<>();
        roundsByWorker.forEach((worker, rounds) -> rounds.medians().stream()
                .filter(other -> other.what().equals(what) && other.unit().equals(figure.unit()))
                .forEach(other -> rows.add(figure.beside(worker + suffix, other.value()))));
        return rows;
    }

    /** What a reader of the figures has to know about the peer. */
    String note() {
        return installed.succeeded()
                ? "The reference is the same work in Python (bench/peers/python-studio) with the worker named, on the same"
                        + " PostgreSQL with the same settings, in turns with Atelier, which idles meanwhile; medians of the rounds."
                : "!!! The Python peer was NOT measured. " + installed.output();
    }
}
