package studio.atelier.local.stack;

import java.io.IOException;
import java.io.PrintStream;
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
        List<String> files = files(directory, name);
        if (files.isEmpty()) {
            out.println(
                    name.isEmpty()
                            ? "There are no logs yet."
                            : "There is no log of " + name + ". There are: " + String.join(", ", names(directory)));
            return 1;
        }
        List<String> command = new ArrayList<>(List.of("tail", "-n", LINES));
        if (follow) {
            command.add("-F");
        }
        command.addAll(files);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static List<String> files(StackDirectory directory, String name) throws IOException {
        return names(directory).stream()
                .filter(known -> name.isEmpty() || known.equals(name) || known.equals(name + "-service"))
                .map(directory::log)
                .map(Path::toString)
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
