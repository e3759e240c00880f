package studio.atelier.local.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import studio.atelier.local.settings.StackDirectory;

/** Shows the logs of a stack. */
public final class LogReader {

    private static final String LINES = "100";

    private LogReader() {}

    /**
     * Shows the end of one process's log, or of all logs.
     *
     * @param name of the process; empty for all
     * @param follow whether to show new lines until interrupted
     */
    public static int run(StackDirectory directory, String name, boolean follow, PrintStream out) throws IOException {
        List<Path> files = files(directory, name);
        if (files.isEmpty()) {
            return reportNoLog(directory, name, out);
        }
        List<String> command = new ArrayList<>(List.of("tail", "-n", LINES));
        if (follow) {
            command.add("-F");
        }
        files.forEach(file -> command.add(file.toString()));
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /**
     * Shows all kept lines with a text, older ones first within each log.
     *
     * @param name of the process; empty for all
     * @return zero if there is such a line
     */
    public static int search(StackDirectory directory, String name, String text, PrintStream out) throws IOException {
        List<Path> files = files(directory, name);
        if (files.isEmpty()) {
            return reportNoLog(directory, name, out);
        }
        boolean found = false;
        for (Path file : files) {
            for (Path part : LogFiles.listParts(file)) {
                found |= printMatches(part, text, out);
            }
        }
        return found ? 0 : 1;
    }

    private static boolean printMatches(Path file, String text, PrintStream out) throws IOException {
        boolean found = false;
        // Not Files.lines, which fails at a character that was cut in two.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(text)) {
                    out.println(line);
                    found = true;
                }
            }
        }
        return found;
    }

    private static int reportNoLog(StackDirectory directory, String name, PrintStream out) throws IOException {
        out.println(
                name.isEmpty()
                        ? "There are no logs yet."
                        : "There is no log of " + name + ". There are: " + String.join(", ", names(directory)));
        return 1;
    }

    private static List<Path> files(StackDirectory directory, String name) throws IOException {
        return names(directory).stream()
                .filter(known -> name.isEmpty() || known.equals(name) || known.equals(name + "-service"))
                .map(directory::log)
                .toList();
    }

    private static List<String> names(StackDirectory directory) throws IOException {
        if (!Files.isDirectory(directory.logs())) {
            return List.of();
        }
        try (Stream<Path> logs = Files.list(directory.logs())) {
            return logs.map(path -> path.getFileName().toString())
                    .filter(file -> file.endsWith(".log"))
                    .map(file -> file.substring(0, file.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }
}
