package studio.atelier.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a system program.
 *
 * @param exitCode -1 if it is not installed
 */
public record Tool(int exitCode, String output) {

    public static Tool run(String... command) {
        return runIn(Path.of(""), List.of(command));
    }

    public static Tool runIn(Path directory, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Tool(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new Tool(-1, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Tool(-1, "");
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
